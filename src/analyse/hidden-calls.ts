import { type PicoUsd, picoUsd, usdNumber } from '../model/money.ts';
import type { SessionEvent, Tool } from '../model/span-rows.ts';
import { NO_TOKENS } from '../model/tokens.ts';
import { costOf } from '../price/cost-of.ts';
import type { CompactionRow } from '../query/compactions.ts';
import type { OwnBeginning } from '../query/ledgers.ts';
import type { TreeRows } from '../query/tree-rows.ts';
import { CallPricer } from './call-pricer.ts';
import { leftBy } from './left-after.ts';
import type { Pricer } from './pricer.ts';
import { type OwnLedger, ownSpend } from './reconcile.ts';
import type { Usage } from './usage.ts';

/** Why something was spent that stands in no transcript. */
export type HiddenCause =
  | 'compaction'
  | 'prompt-hook'
  | 'web-search'
  | 'web-fetch'
  | 'title'
  | 'away-summary'
  | 'unanswered';

/** Calls of one cause that a transcript shows to have been made and does not hold. */
export interface HiddenCalls {
  readonly cause: HiddenCause;
  readonly count: number;
  /** What is known of their size, an estimate; null where nothing is. */
  readonly size: HiddenSize | null;
}

export interface HiddenSize {
  /** Tokens that compactions had before them; null for any other cause. */
  readonly tokens: number | null;
  /** Searches that were made; null for any other cause. */
  readonly searches: number | null;
  /** Least and most that it can have cost; null without a price. Of searches their own fee alone. */
  readonly price: { readonly least: PicoUsd; readonly most: PicoUsd } | null;
}

/** What Claude Code spent on a session beside its responses. An estimate and a count: part of no sum. */
export interface Hidden {
  /** Its own ledger less the responses, in dollars; null where either is not known. */
  readonly restUsd: number | null;
  readonly calls: readonly HiddenCalls[];
}

/** What hidden calls are priced by. */
export interface HiddenPrices {
  readonly price: Pricer;
  readonly thresholds: readonly number[];
  readonly webSearchPico: PicoUsd;
}

/**
 * What is not in the transcript of a session (transcripts.md 3.6): what its ledger says beyond its responses, and the
 * calls that other records tell of. `usage`: of the whole session; null where only a part of it is asked for.
 */
export function hiddenOf(
  tree: TreeRows,
  compactions: readonly CompactionRow[],
  ledgers: readonly OwnLedger[],
  usage: Usage | null,
  beginning: OwnBeginning,
  prices: HiddenPrices,
): Hidden {
  const events = tree.events.filter((event) => isOwn(event, beginning));
  const count = (kind: SessionEvent['kind']) => events.filter((event) => event.kind === kind).length;
  const calls: HiddenCalls[] = [
    compactionCalls(compactions, prices),
    { cause: 'prompt-hook', count: promptHooks(events), size: null },
    webSearches(tree.tools, prices),
    { cause: 'web-fetch', count: tree.tools.filter(isDone('WebFetch')).length, size: null },
    { cause: 'title', count: count('title'), size: null },
    { cause: 'away-summary', count: count('away-summary'), size: null },
    { cause: 'unanswered', count: count('unanswered'), size: null },
  ];
  return { restUsd: restOf(ledgers, usage), calls: calls.filter((each) => each.count > 0) };
}

/** What a copy shows of the time before it began was its origin's; of what has no time nobody can tell. */
function isOwn({ at }: SessionEvent, { begunAt, hasOrigin }: OwnBeginning): boolean {
  return !hasOrigin || (at !== null && begunAt !== null && at >= begunAt);
}

function restOf(ledgers: readonly OwnLedger[], usage: Usage | null): number | null {
  const { usd } = ownSpend(ledgers);
  if (usd === null || usage === null || (usage.cost === null && usage.responses > 0)) return null;
  return Math.max(0, usd - (usage.cost === null ? 0 : usdNumber(usage.cost)));
}

/** Compactions of which nothing is recorded (Claude Code since 2.1.77). */
function compactionCalls(rows: readonly CompactionRow[], prices: HiddenPrices): HiddenCalls {
  const hidden = rows.filter(({ spent }) => spent.length === 0);
  const calls = new CallPricer(prices.price, prices.thresholds);
  const sizes = hidden.map((row) => compactionSize(row, calls)).filter((size) => size !== null);
  const priced = sizes.map(({ price }) => price).filter((price) => price !== null);
  const sum = (of: 'least' | 'most') => picoUsd(priced.reduce((all, price) => all + price[of], 0n));
  const size: HiddenSize = {
    tokens: sizes.reduce((all, { tokens }) => all + tokens, 0),
    searches: null,
    price: priced.length < hidden.length ? null : { least: sum('least'), most: sum('most') },
  };
  return { cause: 'compaction', count: hidden.length, size: sizes.length === 0 ? null : size };
}

/** At least the context was read from the cache; at most all of it was written, and all that was left was the answer. */
function compactionSize(row: CompactionRow, calls: CallPricer) {
  const tokens = row.statedBefore ?? row.before?.contextTokens ?? null;
  if (tokens === null) return null;
  const call = row.before?.attempts[0];
  const priced = call === undefined ? null : calls.priceOf(call, tokens);
  if (call === undefined || priced?.kind !== 'priced') return { tokens, price: null };
  const written = call.tokens.cacheWrite1h > 0 ? 'cacheWrite1h' : 'cacheWrite5m';
  const most = { ...NO_TOKENS, [written]: tokens, output: leftBy(row) ?? 0 };
  return {
    tokens,
    price: { least: costOf(priced, { ...NO_TOKENS, cacheRead: tokens }, 0), most: costOf(priced, most, 0) },
  };
}

function promptHooks(events: readonly SessionEvent[]): number {
  return events.reduce((sum, { kind, label }) => sum + (kind === 'prompt-hooks' ? Number(label) || 1 : 0), 0);
}

function webSearches(tools: readonly Tool[], { webSearchPico }: HiddenPrices): HiddenCalls {
  const calls = tools.filter(isDone('WebSearch'));
  const told = calls.map(({ searches }) => searches).filter((searches) => searches !== null);
  const searches = told.reduce((sum, each) => sum + each, 0);
  const fee = picoUsd(BigInt(searches) * webSearchPico);
  const size = told.length === 0 ? null : { tokens: null, searches, price: { least: fee, most: fee } };
  return { cause: 'web-search', count: calls.length, size };
}

function isDone(name: string): (tool: Tool) => boolean {
  return (tool) => tool.name === name && tool.status === 'ok';
}
