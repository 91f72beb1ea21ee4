import type { PassengerKind } from '../model/context.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { mcpServer, toolKind } from '../model/tool-kind.ts';
import type { ContextRow } from '../query/contexts.ts';
import { ratio } from './composition.ts';
import { joinGroups, LedgerTally, type TallyGroup } from './ledger-tally.ts';
import type { Weighed } from './weigh-context.ts';

/** What a ledger is shown by. */
export const LEDGER_VIEWS = ['item', 'kind', 'tool', 'file', 'mcp'] as const;

export type LedgerView = (typeof LEDGER_VIEWS)[number];

/** Which items of a ledger are asked for. */
export interface LedgerQuestion {
  readonly view: LedgerView;
  /** So many, the heaviest; null for all. */
  readonly most: number | null;
  /** Only what has a name of its own: no base load, no earlier answers, nothing unattributed. */
  readonly named: boolean;
}

/** All tokens of the window and their list price, which shares are of: the base of the composition. */
export interface LedgerBase {
  readonly tokens: number;
  /** Pico-dollars, web searches apart; 0 when nothing has a price. */
  readonly weight: bigint;
}

/** A passenger, or several of one kind, as the card shows it. */
export interface LedgerItem {
  readonly kind: PassengerKind;
  readonly tool: string;
  readonly label: string;
  /** On entry. */
  readonly tokens: number;
  /** Summed over the responses that carried them. */
  readonly carried: number;
  readonly responses: number;
  readonly sessions: number;
  readonly times: number;
  /** Pico-dollars. */
  readonly cost: bigint;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
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

/** Finds the label of a passenger in the store. */
export type LabelFinder = (sessionId: string, agentId: string, passenger: number) => string;

/**
 * The context ledger of a window (insight.md section 2): every token of every prompt, by what it was and at the price
 * of where it lay. Items sum to the prompts that were sent, and their costs to the prompts' list price.
 */
export class ContextLedger {
  private readonly tally: LedgerTally;
  private readonly ofAgents = { carried: 0, cost: 0n };
  /** Null while threads are added. */
  private tallied: readonly TallyGroup[] | null = null;

  /** `withLabels`: whether items are asked for, or only kinds and tools. */
  constructor(withLabels: boolean) {
    this.tally = new LedgerTally(withLabels);
  }

  /** Adds a thread. */
  add(row: ContextRow, weighed: Weighed): void {
    this.tallied = null;
    this.tally.add(row, weighed);
    if (row.agentId === MAIN_THREAD) return;
    this.ofAgents.carried += sum(weighed.carried, weighed.count);
    this.ofAgents.cost += BigInt(sum(weighed.cost, weighed.count));
  }

  /**
   * Holds the ledger against all prompts of the window: what was kept by an earlier version of tj, whose transcripts are
   * gone, has no context, and is attributed to nobody.
   */
  settle(promptTokens: number, weight: bigint): void {
    const known = this.tally.totals();
    if (known.carried >= promptTokens) return;
    this.tallied = null;
    this.tally.addUnattributed(promptTokens - known.carried, weight - known.cost);
  }

  private groups(): readonly TallyGroup[] {
    this.tallied ??= this.tally.groups();
    return this.tallied;
  }

  /** What the window's prompts were made of, by a view. */
  report({ view, most, named }: LedgerQuestion, base: LedgerBase, labelOf: LabelFinder): Ledger {
    const groups = this.groups();
    const promptTokens = groups.reduce((all, { carried }) => all + carried, 0);
    const unattributed = groups.reduce((all, { kind, carried }) => (kind === 'unattributed' ? all + carried : all), 0);
    const asked = named ? groups.filter(({ labelHash }) => labelHash !== 0) : groups;
    const shown = heaviest(groupsBy(view, asked), most);
    return {
      promptTokens,
      cost: groups.reduce((all, { cost }) => all + cost, 0n),
      items: shown.map((group) => itemOf(group, view, base, labelOf)),
      unattributedShare: promptTokens === 0 ? null : unattributed / promptTokens,
      agents: { promptTokens: this.ofAgents.carried, ...sharesOf(this.ofAgents, base) },
    };
  }
}

/** Groups folded as a view shows them; what it does not tell apart stays by kind. */
function groupsBy(view: LedgerView, groups: readonly TallyGroup[]): TallyGroup[] {
  if (view === 'item') return [...groups];
  const folded = new Map<string, TallyGroup>();
  for (const group of groups) {
    const key = viewKey(view, group);
    const known = folded.get(key);
    folded.set(key, known === undefined ? group : joinGroups(known, group));
  }
  return [...folded.values()];
}

function viewKey(view: LedgerView, { kind, tool, labelHash }: TallyGroup): string {
  switch (view) {
    case 'item':
    case 'kind':
      return kind;
    case 'tool':
      return `${kind} ${tool}`;
    case 'file':
      return isFile(kind, tool) ? `file ${labelHash}` : kind;
    case 'mcp':
      return `${kind} ${mcpServer(tool) ?? ''}`;
  }
}

/** Kinds and tools whose label is a file. */
function isFile(kind: PassengerKind, tool: string): boolean {
  return kind === 'memory' || ((kind === 'tool' || kind === 'image') && FILE_TOOLS.has(toolKind(tool)));
}

const FILE_TOOLS: ReadonlySet<string> = new Set(['read', 'edit']);

/** The heaviest first: by list price, by tokens where nothing has one. */
function heaviest(groups: TallyGroup[], most: number | null): TallyGroup[] {
  groups.sort((a, b) =>
    b.cost > a.cost ? 1 : b.cost < a.cost ? -1 : b.carried - a.carried || a.labelHash - b.labelHash,
  );
  return most === null ? groups : groups.slice(0, most);
}

function itemOf(group: TallyGroup, view: LedgerView, base: LedgerBase, labelOf: LabelFinder): LedgerItem {
  const { kind, tool, sessionId, agentId, passenger, tokens, carried, responses, sessions, times, cost } = group;
  const isLabelled = (view === 'item' || (view === 'file' && isFile(kind, tool))) && passenger >= 0;
  const named = view === 'mcp' ? (mcpServer(tool) ?? '') : view === 'kind' ? '' : view === 'file' ? '' : tool;
  return {
    ...{ kind, tool: named, label: isLabelled ? labelOf(sessionId, agentId, passenger) : '' },
    ...{ tokens, carried, responses, sessions, times, cost, ...sharesOf({ carried, cost }, base) },
  };
}

function sharesOf({ carried, cost }: { readonly carried: number; readonly cost: bigint }, base: LedgerBase) {
  return {
    shareTokens: base.tokens === 0 ? null : carried / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(cost, base.weight),
  };
}

/** Of all passengers, and of what stands behind them. */
function sum(numbers: Float64Array, count: number): number {
  let all = 0;
  for (let i = 0; i <= count; i++) all += numbers[i] as number;
  return all;
}
