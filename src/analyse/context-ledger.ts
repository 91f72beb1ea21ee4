import type { AnswerPart, ItemKind } from '../model/context.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { labelParts } from '../model/packed-context.ts';
import { mcpServer } from '../model/tool-kind.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { AnswerTally, PartSum } from './answer-tally.ts';
import { ratio } from './composition.ts';
import { type FoldedGroup, foldLedger, isFile, isFixed, type LedgerView } from './fold-ledger.ts';
import { LedgerTally } from './ledger-tally.ts';
import type { Weighed } from './weigh-context.ts';

/** Which items of a ledger are asked for. */
export interface LedgerQuestion {
  readonly view: LedgerView;
  /** So many, the heaviest; null for all. */
  readonly most: number | null;
  /** Only what has a name of its own: no fixed context as a whole, no earlier answers, nothing unattributed. */
  readonly named: boolean;
}

/** All tokens of the window and their list price, which shares are of: the base of the composition. */
export interface LedgerBase {
  readonly tokens: number;
  /** Pico-dollars, web searches apart; 0 when nothing has a price. */
  readonly weight: bigint;
}

/** An item of the prompts, or several of one kind, as the card shows it. */
export interface LedgerItem {
  readonly kind: ItemKind;
  readonly tool: string;
  readonly label: string;
  /** Its size when it came. */
  readonly tokens: number;
  /** Sent in total: summed over the responses that had it in their prompt. */
  readonly sent: number;
  readonly responses: number;
  readonly sessions: number;
  readonly times: number;
  /** Characters of the largest; 0 where they are not known. */
  readonly chars: number;
  /** All of it is known from logged requests. */
  readonly logged: boolean;
  /** Pico-dollars. */
  readonly cost: bigint;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
  /** What earlier answers are made of; null for anything else. */
  readonly parts: AnswerShares | null;
}

/** A part of the earlier answers. */
export interface AnswerShare extends PartSum {
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** Earlier answers by their parts, which sum to them. Thinking is null where there may be some and no size of it is known. */
export interface AnswerShares extends Readonly<Record<Exclude<AnswerPart, 'thinking'> | 'unknown', AnswerShare>> {
  readonly thinking: AnswerShare | null;
}

export interface Ledger {
  /** Of all prompts, and their list price in pico-dollars. */
  readonly promptTokens: number;
  readonly cost: bigint;
  /** Heaviest first. */
  readonly items: readonly LedgerItem[];
  /** Part of the prompt tokens that nothing in the transcripts explains; null when there are none. */
  readonly unattributedShare: number | null;
  /** Part of the prompts that subagents sent. */
  readonly agents: {
    readonly promptTokens: number;
    readonly shareTokens: number | null;
    readonly shareListPrice: number | null;
  };
}

/** Finds the label of an item in the store, as `keptLabel` made it. */
export type LabelFinder = (sessionId: string, agentId: string, item: number) => string;

/**
 * The context ledger of a window (insight.md section 2): every token of every prompt, by what it was and at the price
 * of where it lay. Items sum to the prompts that were sent, and their costs to the prompts' list price.
 */
export class ContextLedger {
  private readonly tally: LedgerTally;
  private readonly ofAgents = { sent: 0, cost: 0n };

  /** `countsResponses`: as of its tally. */
  constructor(countsResponses = true) {
    this.tally = new LedgerTally(countsResponses);
  }

  /** Adds a thread. */
  add(row: ContextRow, weighed: Weighed): void {
    this.tally.add(row, weighed);
    if (row.agentId === MAIN_THREAD) return;
    this.ofAgents.sent += sum(weighed.sent, weighed.count);
    this.ofAgents.cost += BigInt(sum(weighed.cost, weighed.count));
  }

  /** What items of some kinds came to so far, in pico-dollars; `isTool`: of those that bear the names of some tools. */
  costOf(kinds: readonly ItemKind[], isTool?: (tool: string) => boolean): bigint {
    return kinds.reduce((sum, kind) => sum + this.tally.totals(kind, isTool).cost, 0n);
  }

  /**
   * Holds the ledger against all prompts of the window: a session that was read for its responses alone, and is gone
   * since, has no context, and is attributed to nobody.
   */
  settle(promptTokens: number, weight: bigint): void {
    const known = this.tally.totals();
    if (known.sent >= promptTokens) return;
    this.tally.addUnattributed(promptTokens - known.sent, weight - known.cost);
  }

  /** What the window's prompts were made of, by a view. */
  report({ view, most, named }: LedgerQuestion, base: LedgerBase, labelOf: LabelFinder): Ledger {
    const { sent: promptTokens, cost } = this.tally.totals();
    const unattributed = this.tally.totals('unattributed').sent;
    return {
      ...{ promptTokens, cost },
      items: foldLedger(this.tally, view, named, most).map((group) => {
        const parts = group.kind === 'output' ? answerShares(this.tally.answers, base) : null;
        return { ...itemOf(group, view, base, labelOf), parts };
      }),
      unattributedShare: promptTokens === 0 ? null : unattributed / promptTokens,
      agents: { promptTokens: this.ofAgents.sent, ...sharesOf(this.ofAgents, base) },
    };
  }
}

function answerShares(answers: AnswerTally, base: LedgerBase): AnswerShares {
  const share = (part: AnswerPart | 'unknown') => ({ ...answers.of(part), ...sharesOf(answers.of(part), base) });
  const [thinking, unknown] = [share('thinking'), share('unknown')];
  const isKnown = thinking.sent > 0 || unknown.sent === 0;
  return { thinking: isKnown ? thinking : null, tool_calls: share('tool_calls'), prose: share('prose'), unknown };
}

function itemOf(
  group: FoldedGroup,
  view: LedgerView,
  base: LedgerBase,
  labelOf: LabelFinder,
): Omit<LedgerItem, 'parts'> {
  if (view === 'mcp') return serverOf(group, base, labelOf);
  const { kind, tool, sample, tokens, sent, responses, sessions, times, chars, logged, cost } = group;
  const isLabelled = view === 'item' || (view === 'file' && isFile(kind, tool)) || (view === 'fixed' && isFixed(kind));
  const label =
    isLabelled && sample !== null ? labelParts(labelOf(sample.sessionId, sample.agentId, sample.item)).label : '';
  const isOfPart = (view === 'fixed' && !isFixed(kind)) || (view === 'tool' && kind === 'base');
  const named = view === 'kind' || view === 'file' || isOfPart ? '' : tool;
  return {
    ...{ kind, tool: named, label, tokens, sent, responses, sessions, times, chars, logged, cost },
    ...sharesOf({ sent, cost }, base),
  };
}

/** An MCP server: the schemas of its tools, and what they returned. */
function serverOf(
  { labelHash: _, sample, ...group }: FoldedGroup,
  base: LedgerBase,
  labelOf: LabelFinder,
): Omit<LedgerItem, 'parts'> {
  const inFixed = sample === null ? '' : labelParts(labelOf(sample.sessionId, sample.agentId, sample.item)).label;
  return { ...group, kind: 'tool', tool: mcpServer(group.tool) ?? inFixed, label: '', ...sharesOf(group, base) };
}

function sharesOf({ sent, cost }: { readonly sent: number; readonly cost: bigint }, base: LedgerBase) {
  return {
    shareTokens: base.tokens === 0 ? null : sent / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(cost, base.weight),
  };
}

/** Of all items, and of what stands behind them. */
function sum(numbers: Float64Array, count: number): number {
  let all = 0;
  for (let i = 0; i <= count; i++) all += numbers[i] as number;
  return all;
}
