import type { UsageGroup } from '../model/usage-group.ts';
import type { RebuildCauseRow, RebuildRow, Rebuilds, UnknownRebuildRow } from '../query/rebuilds.ts';
import { type Composition, ratio } from './composition.ts';
import type { LedgerBase } from './context-ledger.ts';
import type { Pricer } from './pricer.ts';

/** Rebuilds of one cause; `inferred` is null for what is too small to have one. */
export interface RebuildCause extends Omit<RebuildCauseRow, 'inferred'> {
  readonly inferred: boolean | null;
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
  /** What of them nothing explains, most tokens first. */
  readonly unknown: readonly UnknownRebuildRow[];
  /** The costliest ones. */
  readonly worst: readonly CostlyRebuild[];
}

/** Rebuilds that are listed one by one. */
const WORST = 5;

/** What was paid for once more, why, and where most; `groups`: the responses of the window, of which some rebuilt. */
export function rebuildReport(
  { causes, unknown, largest }: Rebuilds,
  { rebuilt }: Composition,
  groups: readonly UsageGroup[],
  base: LedgerBase,
  price: Pricer,
): RebuildReport {
  const byCause: RebuildCause[] = [...causes];
  const small = rebuilt.tokens - byCause.reduce((sum, { tokens }) => sum + tokens, 0);
  if (small > 0) byCause.push({ cause: 'small', inferred: null, events: 0, tokens: small });
  byCause.sort((a, b) => b.tokens - a.tokens || (a.cause < b.cause ? -1 : 1));
  return {
    events: causes.reduce((sum, { events }) => sum + events, 0),
    tokens: rebuilt.tokens,
    inputTokens: groups.reduce((sum, group) => sum + group.rebuilt.input, 0),
    ...{ shareTokens: rebuilt.shareTokens, shareListPrice: rebuilt.shareListPrice, byCause, unknown },
    worst: costliest(largest, dearestRate(groups, price), price).map(({ row, weight }) => {
      const { sessionId, agentId, at, cause, inferred, gapMs } = row;
      const shareListPrice = base.weight === 0n || weight === 0 ? null : ratio(BigInt(weight), base.weight);
      const inputTokens = row.rebuilt.input;
      return { sessionId, agentId, at, cause, inferred, gapMs, tokens: written(row), inputTokens, shareListPrice };
    }),
  };
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

function written({ rebuilt }: RebuildRow): number {
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
