import { BUCKET_MS, DAY_MS, type Millis } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';
import type { Grain } from './usage-groups.ts';

/** A response that paid for at least a thousand tokens once more; less than that is rounding of cache blocks. */
export interface RebuildRow {
  readonly sessionId: string;
  readonly agentId: string;
  readonly at: Millis | null;
  readonly cause: string;
  /** False where Claude Code itself names the cause. */
  readonly inferred: boolean;
  /** Since the response before it; null when a time is missing. */
  readonly gapMs: number | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  /** Stands for the size of its prompt: in the same price tier. */
  readonly promptTokens: number;
  /** What was paid for once more, by what it was paid as. */
  readonly rebuilt: Pick<Tokens, 'input' | 'cacheWrite5m' | 'cacheWrite1h'>;
}

/** How long after the response before it: `under_5m`, `under_1h`, `over_1h`, or `unknown` without times. */
export type RebuildGap = 'under_5m' | 'under_1h' | 'over_1h' | 'unknown';

/** Rebuilds of one cause after one kind of gap that have the same price. */
export interface RebuildGroup extends Omit<RebuildRow, 'sessionId' | 'agentId' | 'gapMs'> {
  readonly gap: RebuildGap;
  /** For how long each of them wrote anew at most; `nothing` where all was sent uncached. */
  readonly wrote: 'hour' | 'minutes' | 'nothing';
  readonly events: number;
}

/** Rebuilds that nothing explains, by the time since the response before and by how much of the prompt was lost. */
export interface UnknownRebuildRow {
  readonly gap: RebuildGap;
  /** Part of the prompt: `under_25`, `25_to_75` or `over_75` percent. */
  readonly lost: string;
  readonly events: number;
  readonly tokens: number;
}

export interface Rebuilds {
  readonly groups: readonly RebuildGroup[];
  readonly unknown: readonly UnknownRebuildRow[];
  /** One by one, what paid for most tokens once more first: few are worth looking at. */
  readonly largest: Iterable<RebuildRow>;
}

/**
 * What rebuilt the cache? `thresholds`: prompt sizes above which some model has another price; `time`: how finely moments
 * are told apart, so that what is summed has one price.
 */
export function rebuildsOf(store: Store, where: Where, thresholds: readonly number[], time: Grain['time']): Rebuilds {
  return {
    groups: rebuildGroups(store, where, thresholds, time === 'day' ? DAY_MS : BUCKET_MS),
    unknown: unknownRebuilds(store, where),
    largest: largestFirst(store, where, thresholds),
  };
}

/** How many rebuilds did each session have? */
export function rebuildsBySession(store: Store, where: Where): ReadonlyMap<string, number> {
  return new Map(
    store
      .prepare<unknown[], [sessionId: string, events: number]>(
        `SELECT session_id, count(*) ${fromRebuilds(where)} GROUP BY 1 ORDER BY 1`,
      )
      .raw()
      .all(...where.values),
  );
}

const WROTE = `CASE WHEN rebuilt_1h_tokens > 0 THEN 'hour' WHEN rebuilt_5m_tokens > 0 THEN 'minutes' ELSE 'nothing' END`;

const GAP = `CASE WHEN rebuild_gap_ms IS NULL THEN 'unknown' WHEN rebuild_gap_ms <= 300000 THEN 'under_5m'
  WHEN rebuild_gap_ms <= 3600000 THEN 'under_1h' ELSE 'over_1h' END`;

function rebuildGroups(store: Store, where: Where, thresholds: readonly number[], ms: number): RebuildGroup[] {
  const rows = store
    .prepare<unknown[], GroupRow>(`
      SELECT coalesce(rebuild_cause, 'unknown') AS cause, rebuild_inferred AS inferred, ${GAP} AS gap,
        ${WROTE} AS wrote, at / ${ms} * ${ms} AS at, model, fast, geo, tier, ${tierOf(thresholds)} AS priceTier, count(*) AS events,
        sum(rebuilt_input_tokens) AS input, sum(rebuilt_5m_tokens) AS cacheWrite5m,
        sum(rebuilt_1h_tokens) AS cacheWrite1h
      ${fromRebuilds(where)}
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
      ORDER BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10`)
    .all(...where.values);
  return rows.map(({ inferred, fast, priceTier, input, cacheWrite5m, cacheWrite1h, ...row }) => ({
    ...row,
    inferred: inferred === 1,
    fast: fast === 1,
    promptTokens: promptOf(priceTier, thresholds),
    rebuilt: { input, cacheWrite5m, cacheWrite1h },
  }));
}

interface GroupRow extends Omit<RebuildGroup, 'inferred' | 'fast' | 'promptTokens' | 'rebuilt'> {
  readonly inferred: number;
  readonly fast: number;
  readonly priceTier: number;
  readonly input: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

/** How many of the thresholds the prompt is above, and a prompt size that stands for it. */
function tierOf(thresholds: readonly number[]): string {
  return ['0', ...thresholds.map((above) => `(prompt_tokens > ${above})`)].join(' + ');
}

function promptOf(priceTier: number, thresholds: readonly number[]): number {
  return priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1;
}

function unknownRebuilds(store: Store, where: Where): UnknownRebuildRow[] {
  return store
    .prepare<unknown[], UnknownRebuildRow>(`
      SELECT
        ${GAP} AS gap,
        CASE WHEN 4 * (${REBUILT}) < prompt_tokens THEN 'under_25'
          WHEN 4 * (${REBUILT}) <= 3 * prompt_tokens THEN '25_to_75' ELSE 'over_75' END AS lost,
        count(*) AS events, sum(rebuilt_5m_tokens + rebuilt_1h_tokens) AS tokens
      ${fromRebuilds(where)} AND coalesce(rebuild_cause, 'unknown') = 'unknown'
      GROUP BY 1, 2
      ORDER BY 4 DESC, 1, 2`)
    .all(...where.values);
}

function* largestFirst(store: Store, where: Where, thresholds: readonly number[]): Generator<RebuildRow> {
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT session_id, agent_id, at, coalesce(rebuild_cause, 'unknown'), rebuild_inferred, rebuild_gap_ms, model, fast,
        geo, tier, ${tierOf(thresholds)}, rebuilt_input_tokens, rebuilt_5m_tokens, rebuilt_1h_tokens
      ${fromRebuilds(where)}
      ORDER BY ${REBUILT} DESC, at, session_id, agent_id, prompt_tokens, rebuilt_1h_tokens, rebuilt_5m_tokens,
        rebuilt_input_tokens`)
    .raw()
    .iterate(...where.values);
  for (const row of rows) yield rebuildOf(row, thresholds);
}

/** Tokens that were paid for once more, in SQL. */
export const REBUILT = 'rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens';

/** The index holds all that is asked for; it can be used only where the condition is written as it was made. */
function fromRebuilds(where: Where): string {
  return `FROM responses INDEXED BY responses_rebuilding WHERE owned = 1 AND ${REBUILT} >= 1000 AND ${where.sql}`;
}

type Row = readonly [
  ...[sessionId: string, agentId: string, at: Millis | null, cause: string, inferred: number, gapMs: number | null],
  ...[model: string, fast: number, geo: string, tier: string, priceTier: number],
  ...[input: number, cacheWrite5m: number, cacheWrite1h: number],
];

/** By place: taking a row apart by pattern takes three times as long. */
function rebuildOf(row: Row, thresholds: readonly number[]): RebuildRow {
  const priceTier = row[10];
  return {
    sessionId: row[0],
    agentId: row[1],
    at: row[2],
    cause: row[3],
    inferred: row[4] === 1,
    gapMs: row[5],
    model: row[6],
    fast: row[7] === 1,
    geo: row[8],
    tier: row[9],
    promptTokens: promptOf(priceTier, thresholds),
    rebuilt: { input: row[11], cacheWrite5m: row[12], cacheWrite1h: row[13] },
  };
}
