import { groupBy } from '../model/group-by.ts';
import type { RebuildRow } from '../query/rebuilds.ts';
import { type Composition, ratio } from './composition.ts';
import type { LedgerBase } from './context-ledger.ts';
import type { Pricer } from './pricer.ts';

/** Rebuilds of one cause. */
export interface RebuildCause {
  readonly cause: string;
  /** Null for what is too small to have one. */
  readonly inferred: boolean | null;
  readonly events: number;
  /** Written to the cache once more. */
  readonly tokens: number;
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
  /** The costliest ones. */
  readonly worst: readonly CostlyRebuild[];
}

/** Rebuilds that are listed one by one. */
const WORST = 5;

/** What was paid for once more, why, and where most; `inputTokens`: of the window's uncached input. */
export function rebuildReport(
  rows: readonly RebuildRow[],
  { rebuilt }: Composition,
  inputTokens: number,
  base: LedgerBase,
  price: Pricer,
): RebuildReport {
  const byCause = [...groupBy(rows, ({ cause, inferred }) => `${cause} ${inferred}`).values()].map(causeOf);
  const small = rebuilt.tokens - byCause.reduce((sum, { tokens }) => sum + tokens, 0);
  if (small > 0) byCause.push({ cause: 'small', inferred: null, events: 0, tokens: small });
  byCause.sort((a, b) => b.tokens - a.tokens || (a.cause < b.cause ? -1 : 1));
  const weighed = rows.map((row) => ({ row, weight: weightOf(row, price) }));
  weighed.sort((a, b) => b.weight - a.weight || written(b.row) - written(a.row));
  return {
    ...{ events: rows.length, tokens: rebuilt.tokens, inputTokens },
    ...{ shareTokens: rebuilt.shareTokens, shareListPrice: rebuilt.shareListPrice, byCause },
    worst: weighed.slice(0, WORST).map(({ row, weight }) => {
      const { sessionId, agentId, at, cause, inferred, gapMs } = row;
      const shareListPrice = base.weight === 0n || weight === 0 ? null : ratio(BigInt(weight), base.weight);
      const inputTokens = row.rebuilt.input;
      return { sessionId, agentId, at, cause, inferred, gapMs, tokens: written(row), inputTokens, shareListPrice };
    }),
  };
}

function causeOf(rows: readonly RebuildRow[]): RebuildCause {
  const [first] = rows;
  return {
    cause: first?.cause ?? 'unknown',
    inferred: first?.inferred ?? true,
    events: rows.length,
    tokens: rows.reduce((sum, row) => sum + written(row), 0),
  };
}

function written({ rebuilt }: RebuildRow): number {
  return rebuilt.cacheWrite5m + rebuilt.cacheWrite1h;
}

/** Pico-dollars; 0 without a price. */
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
