import { DAY_MS, MINUTE_MS, type Millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import { NO_PURPOSE, PURPOSES, type Purpose } from './purposes.ts';
import type { Where } from './response-filter.ts';

/** How fine the sums are to be. Coarser is faster. */
export interface Grain {
  /** A quarter of an hour: every border of a local day, an hour or a price row lies on one. Or a UTC day. */
  readonly time: 'quarter' | 'day';
  /** Whose responses are told apart: everybody's are one, by session, or by thread of a session. */
  readonly of: 'all' | 'sessions' | 'agents';
  /** Also by what the responses were made for. */
  readonly purpose?: Purpose;
}

const GRAIN_MS = { quarter: 15 * MINUTE_MS, day: DAY_MS } as const;

/**
 * How did tokens flow? The sums over all responses that `where` lets through, as fine as the grain says; `thresholds`
 * are the prompt sizes above which some model has another price.
 */
export function usageGroups(store: Store, where: Where, thresholds: readonly number[], grain: Grain): UsageGroup[] {
  const tier = thresholds.map((above) => `+ (prompt_tokens > ${above})`).join(' ');
  const ms = GRAIN_MS[grain.time];
  const purpose = grain.purpose === undefined ? NO_PURPOSE : PURPOSES[grain.purpose];
  const [session, agent] = [grain.of === 'all' ? "''" : 'session_id', grain.of === 'agents' ? 'agent_id' : "''"];
  const keys = [purpose.select, session, agent, `at / ${ms}`, 'model', 'fast', 'geo', 'tier', `0 ${tier}`];
  // What is the same for all rows would still be compared for each of them.
  const by = keys.flatMap((key, i) => (key === "''" ? [] : [i + 1])).join(', ');
  const rows = store
    .prepare<unknown[], Row>(`
      ${purpose.with}
      SELECT
        ${keys.join(', ')},
        sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
        sum(cache_write_1h_tokens), sum(web_searches), sum(attempt = 0), sum(attempt = 0 AND NOT finished)
      FROM responses ${purpose.join}
      WHERE ${where.sql}
      GROUP BY ${by}
      ORDER BY ${by}`)
    .raw()
    .all(...where.values);
  return rows.map((row) => groupOf(row, thresholds, ms));
}

type Row = readonly [
  ...[
    purpose: string,
    sessionId: string,
    agentId: string,
    grain: number | null,
    model: string,
    fast: number,
    geo: string,
    tier: string,
  ],
  ...[priceTier: number, input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[webSearches: number, responses: number, unfinished: number],
];

function groupOf(row: Row, thresholds: readonly number[], ms: number): UsageGroup {
  const [purpose, sessionId, agentId, grain, model, fast, geo, tier, priceTier] = row;
  const [, , , , , , , , , input, output, cacheRead, cacheWrite5m, cacheWrite1h, webSearches, responses, unfinished] =
    row;
  return {
    sessionId,
    agentId,
    purpose,
    at: grain === null ? null : ((grain * ms) as Millis),
    model,
    fast: fast === 1,
    geo,
    tier,
    promptTokens: priceTier === 0 ? 0 : (thresholds[priceTier - 1] ?? 0) + 1,
    tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
    webSearches,
    responses,
    unfinished,
  };
}
