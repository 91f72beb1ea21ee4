import { groupBy } from '../model/group-by.ts';
import { append } from '../model/long-lists.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { RebuildGroup, RebuildRow, Rebuilds, UnknownRebuildRow } from '../query/rebuilds.ts';
import { type Composition, ratio, type Share } from './composition.ts';
import type { LedgerBase } from './context-ledger.ts';
import type { Pricer } from './pricer.ts';

/** Several rebuilds: how often, what was written to the cache once more, and its part of all tokens and of all cost. */
export interface RebuildSum {
  readonly events: number;
  readonly tokens: number;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** Rebuilds of one cause; `inferred` is null for what is too small to have one. */
export interface RebuildCause extends RebuildSum {
  readonly cause: string;
  readonly inferred: boolean | null;
}

/** Rebuilds by what somebody did: `came_back_after_1h`, `came_back_after_5m`, else the cause. */
export interface RebuildDeed extends RebuildSum {
  readonly deed: string;
}

/** One rebuild. */
export interface CostlyRebuild
  extends Omit<RebuildRow, 'rebuilt' | 'model' | 'fast' | 'geo' | 'tier' | 'promptTokens'> {
  readonly tokens: number;
  /** Sent uncached once more. */
  readonly inputTokens: number;
  readonly shareListPrice: number | null;
}

/** The cache rebuilds of a window (insight.md section 1). */
export interface RebuildReport {
  readonly events: number;
  /** The rebuilt part of the composition: cache writes. */
  readonly tokens: number;
  /** Uncached input that had been paid for before; within new input on the composition. */
  readonly inputTokens: number;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
  /** Most tokens first; they sum to `tokens`. */
  readonly byCause: readonly RebuildCause[];
  /** The dearest first; without what is too small to have a cause. */
  readonly byDeed: readonly RebuildDeed[];
  /** What of them nothing explains, most tokens first. */
  readonly unknown: readonly UnknownRebuildRow[];
  /** The costliest ones. */
  readonly worst: readonly CostlyRebuild[];
}

/** Rebuilds that are listed one by one. */
const WORST = 5;

/** What was paid for once more, why, and where most; `groups`: the responses of the window, of which some rebuilt. */
export function rebuildReport(
  { groups: rebuilds, unknown, largest }: Rebuilds,
  { rebuilt }: Composition,
  groups: readonly UsageGroup[],
  base: LedgerBase,
  price: Pricer,
): RebuildReport {
  const sums = (keyOf: (group: RebuildGroup) => string, of = rebuilds) =>
    [...groupBy(of, keyOf)].map(([key, some]) => ({ key, some, ...sumOf(some, base, price) }));
  const byCause = sums(({ cause, inferred }) => `${cause} ${inferred}`).map(
    ({ key: _, some, ...sum }): RebuildCause => {
      return { cause: some[0]?.cause ?? 'unknown', inferred: some[0]?.inferred ?? true, ...sum };
    },
  );
  append(byCause, tooSmall(rebuilt, byCause, base));
  byCause.sort((a, b) => b.tokens - a.tokens || (a.cause < b.cause ? -1 : 1));
  const writing = rebuilds.filter(({ wrote }) => wrote !== 'nothing');
  const byDeed = sums(deedOf, writing).map(({ key, some: _, ...sum }): RebuildDeed => ({ deed: key, ...sum }));
  byDeed.sort(
    (a, b) => (b.shareListPrice ?? 0) - (a.shareListPrice ?? 0) || b.tokens - a.tokens || (a.deed < b.deed ? -1 : 1),
  );
  return {
    events: rebuilds.reduce((sum, { events }) => sum + events, 0),
    tokens: rebuilt.tokens,
    inputTokens: groups.reduce((sum, group) => sum + group.rebuilt.input, 0),
    ...{ shareTokens: rebuilt.shareTokens, shareListPrice: rebuilt.shareListPrice, byCause, byDeed, unknown },
    worst: costliest(largest, dearestRate(groups, price), price).map(({ row, weight }) => {
      const { sessionId, agentId, at, cause, inferred, gapMs } = row;
      const shareListPrice = base.weight === 0n || weight === 0 ? null : ratio(BigInt(weight), base.weight);
      const inputTokens = row.rebuilt.input;
      return { sessionId, agentId, at, cause, inferred, gapMs, tokens: written(row), inputTokens, shareListPrice };
    }),
  };
}

/** Claude Code's own word for a prompt that the cache no longer had; after a pause that is why. */
const GONE = 'previous_message_not_found';

/** By the rule of `tj advise`: what is called the same there is the same here. */
function deedOf({ cause, gap, wrote }: RebuildGroup): string {
  const isGone = cause === GONE && gap === 'over_1h';
  if (cause === 'pause_over_1h' || (isGone && wrote === 'hour')) return 'came_back_after_1h';
  const isGoneSooner = cause === GONE && wrote === 'minutes' && (gap === 'over_1h' || gap === 'under_1h');
  if (cause === 'pause_over_5m' || isGoneSooner) return 'came_back_after_5m';
  return cause === 'unknown' && gap === 'over_1h' ? 'unknown_after_1h' : cause;
}

/** Cache writes alone, as the rebuilt part of the composition. */
function sumOf(rebuilds: readonly RebuildGroup[], base: LedgerBase, price: Pricer): RebuildSum {
  let [events, tokens, weight] = [0, 0, 0n];
  for (const each of rebuilds) {
    const priced = price(each);
    events += each.events;
    tokens += written(each);
    if (priced.kind === 'unpriced') continue;
    const { cacheWrite5m, cacheWrite1h } = each.rebuilt;
    weight += BigInt(cacheWrite5m) * priced.rates.cacheWrite5m + BigInt(cacheWrite1h) * priced.rates.cacheWrite1h;
  }
  return {
    ...{ events, tokens },
    shareTokens: base.tokens === 0 ? null : tokens / base.tokens,
    shareListPrice: base.weight === 0n ? null : ratio(weight, base.weight),
  };
}

/** What is less than a rebuild is counted to have a cause. */
function tooSmall(rebuilt: Share, causes: readonly RebuildCause[], base: LedgerBase): RebuildCause[] {
  const tokens = rebuilt.tokens - causes.reduce((sum, each) => sum + each.tokens, 0);
  if (tokens <= 0) return [];
  const known = causes.reduce((sum, { shareListPrice }) => sum + (shareListPrice ?? 0), 0);
  return [
    {
      ...{ cause: 'small', inferred: null, events: 0, tokens },
      shareTokens: base.tokens === 0 ? null : tokens / base.tokens,
      shareListPrice: rebuilt.shareListPrice === null ? null : Math.max(0, rebuilt.shareListPrice - known),
    },
  ];
}

interface Weighed {
  readonly row: RebuildRow;
  /** Pico-dollars; 0 without a price. */
  readonly weight: number;
}

/** The costliest of rows that come largest first: those that follow are not looked at once none can cost more. */
function costliest(largest: Iterable<RebuildRow>, dearest: number, price: Pricer): Weighed[] {
  const worst: Weighed[] = [];
  for (const row of largest) {
    const least = worst[WORST - 1];
    if (least !== undefined && (written(row) + row.rebuilt.input) * dearest < least.weight) break;
    worst.push({ row, weight: weightOf(row, price) });
    worst.sort((a, b) => b.weight - a.weight || written(b.row) - written(a.row) || inTime(a.row, b.row));
    worst.length = Math.min(worst.length, WORST);
  }
  return worst;
}

function inTime(a: RebuildRow, b: RebuildRow): number {
  const byText = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return (a.at ?? -1) - (b.at ?? -1) || byText(a.sessionId, b.sessionId) || byText(a.agentId, b.agentId);
}

/** The highest price of a token that any of these responses sent, in pico-dollars. */
function dearestRate(groups: readonly UsageGroup[], price: Pricer): number {
  let dearest = 0;
  for (const group of groups) {
    const priced = price(group);
    if (priced.kind === 'unpriced') continue;
    const { cacheWrite1h, cacheWrite5m, input } = priced.rates;
    dearest = Math.max(dearest, Number(cacheWrite1h), Number(cacheWrite5m), Number(input));
  }
  return dearest;
}

function written({ rebuilt }: Pick<RebuildRow, 'rebuilt'>): number {
  return rebuilt.cacheWrite5m + rebuilt.cacheWrite1h;
}

function weightOf(row: RebuildRow, price: Pricer): number {
  const priced = price(row);
  if (priced.kind === 'unpriced') return 0;
  const { cacheWrite1h, cacheWrite5m, input } = priced.rates;
  const { rebuilt } = row;
  return (
    rebuilt.cacheWrite1h * Number(cacheWrite1h) +
    rebuilt.cacheWrite5m * Number(cacheWrite5m) +
    rebuilt.input * Number(input)
  );
}
