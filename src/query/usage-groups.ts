import type { Purpose } from '../model/groupings.ts';
import { BUCKET_MS, DAY_MS, type Millis } from '../model/time.ts';
import { NO_PURPOSES, type UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import { flowsOf } from './flows.ts';
import { PURPOSES } from './purposes.ts';
import type { ResponseWhere } from './response-filter.ts';

/** How fine the sums are to be. Coarser is faster. */
export interface Grain {
  /** A bucket of 15 minutes: every border of a local day, an hour or a price row lies on one. Or a UTC day. */
  readonly time: 'bucket' | 'day';
  /** Whose responses are told apart: everybody's are one, by session, or by thread of a session. */
  readonly of: 'all' | 'sessions' | 'agents';
  /** Also by what the responses were made for, in at most two ways. */
  readonly purposes?: readonly Purpose[];
}

/** Everybody's by UTC day: the fewest rows that still have one price each. */
export const TOGETHER: Grain = { time: 'day', of: 'all' };

/**
 * How did tokens flow? The sums over all responses that `where` lets through, as fine as the grain says; `thresholds`
 * are the prompt sizes above which some model has another price.
 */
export function usageGroups(
  store: Store,
  where: ResponseWhere,
  thresholds: readonly number[],
  grain: Grain,
): UsageGroup[] {
  const ms = grain.time === 'day' ? DAY_MS : BUCKET_MS;
  const purposes = grain.purposes ?? [];
  const source = purposes.length === 0 ? summed(where, thresholds, ms) : single(where, thresholds, ms, purposes);
  const keys = keysOf(grain).join(', ');
  const rows = store
    .prepare<unknown[], Row>(`
      ${source.with}
      SELECT
        ${source.purposes}, ${grain.of === 'all' ? "''" : 'session_id'}, ${grain.of === 'agents' ? 'agent_id' : "''"},
        ${source.grain}, model, fast, geo, tier, ${source.priceTier},
        sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
        sum(cache_write_1h_tokens), sum(rebuilt_input_tokens), sum(rebuilt_5m_tokens), sum(rebuilt_1h_tokens),
        sum(web_searches), ${source.counts}
      FROM ${source.from}
      GROUP BY ${keys}
      ORDER BY ${keys}`)
    .raw()
    .all(...source.values);
  return rows.map((row) => groupOf(row, thresholds, ms, purposes));
}

/** Columns that tell groups apart. A column that is always '' would be compared for every row all the same. */
function keysOf(grain: Grain): number[] {
  const { length } = grain.purposes ?? [];
  const varying = [length > 0, length > 1, grain.of !== 'all', grain.of === 'agents'];
  return [...varying.flatMap((varies, i) => (varies ? [i + 1] : [])), 5, 6, 7, 8, 9, 10];
}

/** Where rows come from, and how their columns are reckoned. */
interface Source {
  readonly with: string;
  readonly purposes: string;
  readonly grain: string;
  readonly priceTier: string;
  readonly counts: string;
  readonly from: string;
  readonly values: readonly (string | number)[];
}

function summed(where: ResponseWhere, thresholds: readonly number[], ms: number): Source {
  const flows = flowsOf(where, thresholds);
  return {
    with: '',
    purposes: "'', ''",
    grain: `bucket / ${ms / BUCKET_MS}`,
    priceTier: 'price_tier',
    counts: 'sum(responses), sum(unfinished)',
    from: flows.sql,
    values: flows.values,
  };
}

/** What a response was made for is told by its calls and its turn. */
function single(where: ResponseWhere, thresholds: readonly number[], ms: number, purposes: readonly Purpose[]): Source {
  const named = purposes.map((purpose) => PURPOSES[purpose]);
  const tables = named.flatMap((each) => each.with || []).join(', ');
  const [first = "''", second = "''"] = named.map(({ select }) => select);
  return {
    with: tables === '' ? '' : `WITH ${tables}`,
    purposes: `${first}, ${second}`,
    grain: `at / ${ms}`,
    priceTier: ['0', ...thresholds.map((above) => `(prompt_tokens > ${above})`)].join(' + '),
    counts: 'sum(attempt = 0), sum(attempt = 0 AND NOT finished)',
    from: `own_responses AS responses ${named.map(({ join }) => join).join(' ')} WHERE ${where.sql}`,
    values: where.values,
  };
}

type Row = readonly [
  ...[purpose: string | null, other: string | null, sessionId: string, agentId: string, grain: number | null],
  ...[model: string, fast: number, geo: string, tier: string, priceTier: number],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[rebuiltInput: number, rebuilt5m: number, rebuilt1h: number],
  ...[webSearches: number, responses: number, unfinished: number],
];

/** By place: taking a row apart by pattern takes three times as long. */
function groupOf(row: Row, thresholds: readonly number[], ms: number, purposes: readonly Purpose[]): UsageGroup {
  const [grain, priceTier] = [row[4], row[9]];
  return {
    purposes: purposes.length === 0 ? NO_PURPOSES : Object.fromEntries(purposes.map((purpose, i) => [purpose, row[i]])),
    sessionId: row[2],
    agentId: row[3],
    at: grain === null ? null : ((grain * ms) as Millis),
    model: row[5],
    fast: row[6] === 1,
    geo: row[7],
    tier: row[8],
    promptTokens: priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1,
    tokens: { input: row[10], output: row[11], cacheRead: row[12], cacheWrite5m: row[13], cacheWrite1h: row[14] },
    rebuilt: { input: row[15], cacheWrite5m: row[16], cacheWrite1h: row[17] },
    webSearches: row[18],
    responses: row[19],
    unfinished: row[20],
  };
}
