import { EFFORTS } from '../model/effort.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Store } from './open-store.ts';

/** Length of the stretches of time that sums are kept for: every border of a local day, an hour or a price row is one of theirs. */
export const QUARTER_MS = 15 * MINUTE_MS;

/** Prompt sizes are kept apart by steps of so many tokens: every listed price tier begins above a multiple of it. */
export const PROMPT_STEP = 100_000;

/** What sums are kept apart by, reckoned of one response. */
export const SUM_KEYS = {
  session_id: 'session_id',
  agent_id: 'agent_id',
  turn_id: "coalesce(turn_id, '')",
  quarter: `at / ${QUARTER_MS}`,
  model: 'model',
  fast: 'fast',
  geo: 'geo',
  tier: 'tier',
  prompt_step: `max(0, prompt_tokens - 1) / ${PROMPT_STEP}`,
} as const;

/** The place of a response in the upper bits: so the size that goes with the first or last one comes out of one pass. */
const placed = (size: string) => `iif(attempt = 0, ordinal << 32 | ${size}, NULL)`;

const EFFORT_RANKS = EFFORTS.map((effort, i) => `WHEN '${effort}' THEN ${i + 1}`).join(' ');

/** What is summed, and how: each reckoned of one response. */
export const SUM_COLUMNS = {
  input_tokens: ['sum', 'input_tokens'],
  output_tokens: ['sum', 'output_tokens'],
  cache_read_tokens: ['sum', 'cache_read_tokens'],
  cache_write_5m_tokens: ['sum', 'cache_write_5m_tokens'],
  cache_write_1h_tokens: ['sum', 'cache_write_1h_tokens'],
  rebuilt_5m_tokens: ['sum', 'rebuilt_5m_tokens'],
  rebuilt_1h_tokens: ['sum', 'rebuilt_1h_tokens'],
  rebuilt_input_tokens: ['sum', 'rebuilt_input_tokens'],
  web_searches: ['sum', 'web_searches'],
  responses: ['sum', 'attempt = 0'],
  unfinished: ['sum', 'attempt = 0 AND NOT finished'],
  recovered: ['sum', 'attempt = 0 AND recovered'],
  records: ['sum', 'records'],
  copies: ['sum', 'copies'],
  tool_calls: ['sum', 'tool_calls'],
  tool_errors: ['sum', 'tool_errors'],
  thinking_tokens: ['sum', 'coalesce(thinking_tokens, 0)'],
  thinking_unknown: ['sum', 'attempt = 0 AND thinking_tokens IS NULL'],
  effort_rank: ['max', `CASE effort ${EFFORT_RANKS} END`],
  first_context: ['min', placed('context_tokens')],
  first_read: ['min', placed('cache_read_tokens')],
  last_context: ['max', placed('context_tokens')],
  newest_at: ['max', 'at'],
} as const;

/** Writes the sums over the responses of a session anew. To be used within a transaction, after they are settled. */
export function usageSummer(store: Store): (sessionId: string) => void {
  const keys = Object.values(SUM_KEYS);
  const places = keys.map((_, i) => i + 1).join(', ');
  const clear = store.prepare('DELETE FROM usage_sums WHERE session_id = ?');
  const sum = store.prepare(`
    INSERT INTO usage_sums (${[...Object.keys(SUM_KEYS), ...Object.keys(SUM_COLUMNS)].join(', ')})
    SELECT ${[...keys, ...Object.values(SUM_COLUMNS).map(([how, of]) => `${how}(${of})`)].join(', ')}
    FROM responses
    WHERE session_id = ?
    GROUP BY ${places}
    ORDER BY ${places}`);
  return (sessionId) => {
    clear.run(sessionId);
    sum.run(sessionId);
  };
}
