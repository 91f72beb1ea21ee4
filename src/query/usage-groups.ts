import { MINUTE_MS, type Millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** All borders of local days, hours and price rows lie on a quarter of an hour. */
const QUARTER_MS = 15 * MINUTE_MS;

/**
 * How did tokens flow? The sums over all responses that `where` lets through, as fine as any grouping needs;
 * `thresholds` are the prompt sizes above which some model has another price.
 */
export function usageGroups(store: Store, where: Where, thresholds: readonly number[]): UsageGroup[] {
  const tier = thresholds.map((above) => `+ (prompt_tokens > ${above})`).join(' ');
  const rows = store.prepare<unknown[], Row>(`
    WITH grouped AS (
      SELECT
        responses.session_id, responses.agent_id, at / ${QUARTER_MS} AS quarter, model, fast, geo, tier, 0 ${tier} AS price_tier,
        sum(input_tokens) AS input, sum(output_tokens) AS output, sum(cache_read_tokens) AS cacheRead,
        sum(cache_write_5m_tokens) AS cacheWrite5m, sum(cache_write_1h_tokens) AS cacheWrite1h,
        sum(web_searches) AS webSearches, sum(attempt = 0) AS responses, sum(attempt = 0 AND NOT finished) AS unfinished
      FROM responses JOIN sessions USING (session_id)
      WHERE ${where.sql}
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    )
    SELECT grouped.*, agent_type, coalesce(project, cwd) AS project
    FROM grouped JOIN sessions USING (session_id) LEFT JOIN agents USING (session_id, agent_id)
    ORDER BY session_id, agent_id, quarter, model, fast, geo, tier, price_tier`);
  return rows.all(...where.values).map((row) => groupOf(row, thresholds));
}

interface Row {
  readonly session_id: string;
  readonly agent_id: string;
  readonly agent_type: string | null;
  readonly project: string | null;
  readonly quarter: number | null;
  readonly model: string;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
  readonly price_tier: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly webSearches: number;
  readonly responses: number;
  readonly unfinished: number;
}

function groupOf(row: Row, thresholds: readonly number[]): UsageGroup {
  const { model, geo, tier, project, webSearches, responses, unfinished } = row;
  const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } = row;
  return {
    sessionId: row.session_id,
    agentId: row.agent_id,
    agentType: row.agent_type,
    project,
    at: row.quarter === null ? null : ((row.quarter * QUARTER_MS) as Millis),
    model,
    fast: row.fast === 1,
    geo,
    tier,
    promptTokens: row.price_tier === 0 ? 0 : (thresholds[row.price_tier - 1] ?? 0) + 1,
    tokens: { input, output, cacheRead, cacheWrite5m, cacheWrite1h },
    webSearches,
    responses,
    unfinished,
  };
}
