import { MINUTE_MS } from '../model/time.ts';
import type { Store } from './open-store.ts';

/** Length of the stretches of time that sums are kept for: every border of a local day, an hour or a price row is one of theirs. */
export const QUARTER_MS = 15 * MINUTE_MS;

/** Prompt sizes are kept apart by steps of so many tokens: every listed price tier begins above a multiple of it. */
export const PROMPT_STEP = 100_000;

/** Writes the sums over the responses of a session anew. To be used within a transaction, after they are settled. */
export function usageSummer(store: Store): (sessionId: string) => void {
  const clear = store.prepare('DELETE FROM usage_sums WHERE session_id = ?');
  const sum = store.prepare(`
    INSERT INTO usage_sums
    SELECT session_id, agent_id, at / ${QUARTER_MS}, model, fast, geo, tier, max(0, prompt_tokens - 1) / ${PROMPT_STEP},
      sum(input_tokens), sum(output_tokens), sum(cache_read_tokens), sum(cache_write_5m_tokens),
      sum(cache_write_1h_tokens), sum(rebuilt_5m_tokens), sum(rebuilt_1h_tokens), sum(rebuilt_input_tokens),
      sum(web_searches), sum(attempt = 0), sum(attempt = 0 AND NOT finished), sum(attempt = 0 AND recovered),
      sum(records), sum(copies), sum(tool_calls), sum(tool_errors), max(at)
    FROM responses
    WHERE session_id = ?
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
    ORDER BY 1, 2, 3, 4, 5, 6, 7, 8`);
  return (sessionId) => {
    clear.run(sessionId);
    sum.run(sessionId);
  };
}
