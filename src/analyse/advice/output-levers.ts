import { commandProgram } from '../../model/command-label.ts';
import { counted, often } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { columnAt, ITEM, numberOfKind } from '../../model/packed-context.ts';
import { mcpServer, toolKind } from '../../model/tool-kind.ts';
import type { ContextRow } from '../../query/contexts.ts';
import type { LabelFinder } from '../context-ledger.ts';
import type { StepPricer } from '../step-pricer.ts';
import { ContextWeigher, type Weighed } from '../weigh-context.ts';
import type { LedgerLeverFinder } from './advice.ts';
import { type CallSpanFinder, type LedgerItem, ledgerItem, spanOf, targetOf, toolOf } from './ledger-item.ts';
import type { Lever, LeverAction } from './lever.ts';
import { leverOf, sessionsOf } from './lever-of.ts';
import { leftOf } from './replay.ts';

/** A result is large above so many tokens on entry, and is cut at so many. */
const LARGE = 8000;
const CUT_AT = 2000;

const TOOL = numberOfKind('tool');

/** What is known beside the ledger. */
export interface OutputFacts {
  readonly labelOf: LabelFinder;
  readonly spanOf: CallSpanFinder;
  readonly pricer: StepPricer;
  /** What costs less is no lever, in pico-dollars. */
  readonly least: bigint;
}

/** Large results of a tool, or of a command of the shell (advice.md): what is behind their first tokens leaves. */
export class OutputLevers implements LedgerLeverFinder {
  private readonly large: LedgerItem[] = [];
  private readonly facts: OutputFacts;

  constructor(facts: OutputFacts) {
    this.facts = facts;
  }

  add(row: ContextRow, weighed: Weighed): void {
    const { items } = row;
    const { count, sent } = weighed;
    const [kinds, sizes] = [columnAt(ITEM.kind, count), columnAt(ITEM.tokens, count)];
    for (let item = 0; item < count; item++) {
      if ((items[sizes + item] as number) <= LARGE || items[kinds + item] !== TOOL) continue;
      if ((sent[item] as number) > 0) this.large.push(ledgerItem(row, item, weighed));
    }
  }

  levers(): Lever[] {
    const least = Number(this.facts.least);
    const groups = [...groupBy(this.large, (item) => this.subjectOf(item))].filter(([, items]) => {
      return items.reduce((sum, { weight }) => sum + weight, 0) >= least;
    });
    const left = this.replay(groups.flatMap(([, items]) => items));
    return groups.map(([subject, items]) => {
      return this.leverOf(
        subject,
        items,
        items.reduce((sum, item) => sum + BigInt(Math.round(left.get(item) ?? 0)), 0n),
      );
    });
  }

  /** A tool; of a shell the command by its head. */
  private subjectOf(item: LedgerItem): string {
    const tool = toolOf(item);
    return toolKind(tool) === 'command' ? `${tool} ${commandHead(targetOf(item, this.facts.labelOf))}` : tool;
  }

  /** What each of these costs behind its first tokens, thread by thread. */
  private replay(items: readonly LedgerItem[]): ReadonlyMap<LedgerItem, number> {
    const weigher = new ContextWeigher(this.facts.pricer);
    const left = new Map<LedgerItem, number>();
    for (const [row, own] of groupBy(items, ({ row }) => row)) {
      const leaving = own.map(({ item }) => ({ item, keeps: CUT_AT, from: null }));
      leftOf(row, leaving, weigher).forEach(({ weight }, index) => {
        left.set(own[index] as LedgerItem, weight);
      });
    }
    return left;
  }

  private leverOf(subject: string, items: readonly LedgerItem[], left: bigint): Lever {
    const { labelOf, spanOf: find } = this.facts;
    const evidence = items.map((item) => ({
      ...{ sessionId: item.row.sessionId, spanId: spanOf(item, labelOf, find) },
      ...{ tokens: item.tokens, responses: item.responses, weight: BigInt(Math.round(item.weight)) },
    }));
    const [first] = items;
    return leverOf({
      ...{ kind: 'tool-output', subject, evidence },
      title: `${subject} returned more than 8,000 tokens ${often(items.length)} in ${counted(sessionsOf(evidence), 'session')}`,
      effect: { low: left, high: left, basis: 'replayed', assumption: 'each is cut at 2,000 tokens' },
      actions: first === undefined ? [] : [...actionsFor(toolOf(first), subject), this.heaviest(items)],
    });
  }

  /** On what most of it was. */
  private heaviest(items: readonly LedgerItem[]): LeverAction {
    const byTarget = groupBy(items, (item) => targetOf(item, this.facts.labelOf));
    const heavy = [...byTarget]
      .map(([target, own]) => ({ target, times: own.length, weight: own.reduce((sum, { weight }) => sum + weight, 0) }))
      .sort((a, b) => b.weight - a.weight || (a.target < b.target ? -1 : 1));
    const named = heavy
      .slice(0, NAMED)
      .map(({ target, times }) => (times === 1 ? target : `${target} (${times} times)`));
    return { text: `heaviest: ${named.join('; ')}` };
  }
}

/** Targets that are named. */
const NAMED = 3;

/** Programs that are told by what they are asked to do as well. */
const WITH_SUBCOMMAND = new Set([
  ...['git', 'gh', 'npm', 'npx', 'pnpm', 'yarn', 'bun', 'cargo', 'go', 'docker', 'kubectl', 'uv', 'pip', 'poetry'],
  ...[
    'dotnet',
    'mvn',
    'gradle',
    'terraform',
    'aws',
    'gcloud',
    'az',
    'brew',
    'apt',
    'systemctl',
    'make',
    'python',
    'python3',
  ],
]);

/** What a command line begins with: its program, and what that is asked to do where it does many things. */
export function commandHead(label: string): string {
  const program = commandProgram(label);
  if (program === null) return label;
  if (!WITH_SUBCOMMAND.has(program)) return program;
  const words = label
    .slice(label.indexOf(program) + program.length)
    .trim()
    .split(/\s+/);
  const word = words.find((each) => !each.startsWith('-'));
  return word !== undefined && /^[a-z][\w:./-]*$/.test(word) ? `${program} ${word}` : program;
}

function actionsFor(tool: string, subject: string): LeverAction[] {
  const server = mcpServer(tool);
  if (server !== null)
    return [
      { text: `ask ${server} for less: fewer items, fewer fields, one page` },
      { text: 'or limit what MCP tools return', command: '"env": {"MAX_MCP_OUTPUT_TOKENS": "8000"}' },
    ];
  switch (toolKind(tool)) {
    case 'command':
      return [
        { text: `in CLAUDE.md: end ${subject.replace(/^\w+ /, '')} with | tail -n 50, or make it quieter (--quiet)` },
        { text: 'or limit what commands return, in settings.json', command: '"bashOutputMaxChars": 5000' },
        { text: 'before Claude Code 2.1.332', command: '"env": {"BASH_MAX_OUTPUT_LENGTH": "5000"}' },
      ];
    case 'read':
      return [
        { text: 'find the lines first (Grep), then read these (offset and limit)' },
        { text: 'or let an agent read, and report' },
      ];
    case 'search':
      return [{ text: 'narrower patterns, file names only, a head_limit' }];
    case 'source':
      return [{ text: 'let an agent fetch the page, and report what was asked for' }];
    case 'agent':
      return [{ text: 'end the task of the agent with: report in at most 20 lines' }];
    case 'edit':
    case 'other':
      return [{ text: 'ask for less of it' }];
  }
}
