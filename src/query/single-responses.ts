import type { Millis } from '../model/time.ts';
import type { Tokens } from '../model/tokens.ts';
import type { RebuiltTokens } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import type { ResponseWhere } from './response-filter.ts';

/** One response, or an attempt that was charged on top of one. */
export interface SingleResponse {
  readonly at: Millis;
  readonly sessionId: string;
  readonly agentId: string;
  readonly project: string | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  readonly promptTokens: number;
  readonly tokens: Tokens;
  readonly rebuilt: RebuiltTokens;
  /** Pause before what is in `rebuilt` was lost; null where that is not known, or nothing was. */
  readonly rebuildGapMs: number | null;
  readonly webSearches: number;
}

/** Which responses were there, one by one? Those without a time are left out. In order of time. */
export function singleResponses(store: Store, where: ResponseWhere): SingleResponse[] {
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT at, session_id, agent_id, project, model, fast, geo, tier, prompt_tokens,
        input_tokens, output_tokens, cache_read_tokens, cache_write_5m_tokens, cache_write_1h_tokens,
        rebuilt_input_tokens, rebuilt_5m_tokens, rebuilt_1h_tokens, rebuild_gap_ms, web_searches
      FROM own_responses JOIN (SELECT session_id, project FROM known_sessions) USING (session_id)
      WHERE at IS NOT NULL AND ${where.sql}
      ORDER BY at, session_id, ordinal, attempt`)
    .raw()
    .all(...where.values);
  return rows.map(responseOf);
}

type Row = readonly [
  ...[at: Millis, sessionId: string, agentId: string, project: string | null, model: string],
  ...[fast: number, geo: string, tier: string, promptTokens: number],
  ...[input: number, output: number, cacheRead: number, cacheWrite5m: number, cacheWrite1h: number],
  ...[rebuiltInput: number, rebuilt5m: number, rebuilt1h: number, gapMs: number | null, webSearches: number],
];

function responseOf(row: Row): SingleResponse {
  const [at, sessionId, agentId, project, model, fast, geo, tier, promptTokens] = row;
  return {
    ...{ at, sessionId, agentId, project, model, fast: fast === 1, geo, tier, promptTokens },
    tokens: { input: row[9], output: row[10], cacheRead: row[11], cacheWrite5m: row[12], cacheWrite1h: row[13] },
    rebuilt: { input: row[14], cacheWrite5m: row[15], cacheWrite1h: row[16] },
    rebuildGapMs: row[17],
    webSearches: row[18],
  };
}
