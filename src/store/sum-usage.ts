import { EFFORTS } from '../model/effort.ts';
import { BUCKET_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import type { Store } from './open-store.ts';

/** What rows of `usage` are kept apart by, each in terms of a row of `responses`. */
export const USAGE_KEYS: Readonly<Record<string, string>> = {
  session_id: 'session_id',
  agent_id: 'agent_id',
  turn_id: "coalesce(turn_id, '')",
  bucket: `at / ${BUCKET_MS}`,
  model: 'model',
  fast: 'fast',
  geo: 'geo',
  tier: 'tier',
  prompt_step: `max(0, prompt_tokens - 1) / ${PROMPT_STEP}`,
};

/** The place of a response in the upper bits: so the size that goes with the first or last one comes out of one pass. */
const placed = (size: string) => `iif(attempt = 0, ordinal << 32 | ${size}, NULL)`;

const EFFORT_RANKS = EFFORTS.map((effort, i) => `WHEN '${effort}' THEN ${i + 1}`).join(' ');

/** What is summed in `usage`, and how, in terms of a row of `responses`. */
export const USAGE_SUMS: Readonly<Record<string, readonly [how: 'sum' | 'min' | 'max', of: string]>> = {
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
  newest_at: ['max', 'at'],
  thinking_tokens: ['sum', 'coalesce(thinking_tokens, 0)'],
  thinking_unknown: ['sum', 'attempt = 0 AND thinking_tokens IS NULL'],
  effort_rank: ['max', `CASE effort ${EFFORT_RANKS} END`],
  first_context: ['min', placed('context_tokens')],
  first_read: ['min', placed('cache_read_tokens')],
  last_context: ['max', placed('context_tokens')],
};

/**
 * Prompt size of the main thread's last response before a place in the session of a row of `own`; NULL for agents, and
 * where there is none.
 */
export function contextBefore(ordinal: string): string {
  return `(
    SELECT before.context_tokens FROM own_responses AS before
    WHERE before.session_id = own.session_id AND before.agent_id = '' AND own.agent_id = '' AND before.attempt = 0
      AND before.ordinal < (own.${ordinal})
    ORDER BY before.ordinal DESC LIMIT 1)`;
}

/** Writes the rows of `usage` of sessions anew. To be used within a transaction, once it is decided what they own. */
export function usageSummer(store: Store): (sessionIds: Iterable<string>) => void {
  const these = 'session_id IN (SELECT value FROM json_each(?))';
  const clear = store.prepare(`DELETE FROM usage WHERE ${these}`);
  const keys = Object.entries(USAGE_KEYS).map(([name, of]) => `${of} AS ${name}`);
  const sums = Object.entries(USAGE_SUMS).map(([name, [how, of]]) => `${how}(${of}) AS ${name}`);
  const places = keys.map((_, i) => i + 1).join(', ');
  const columns = [...Object.keys(USAGE_KEYS), ...Object.keys(USAGE_SUMS)].join(', ');
  const sum = store.prepare<[string]>(`
    WITH sums AS (
      SELECT ${[...keys, ...sums].join(', ')} FROM own_responses WHERE ${these} GROUP BY ${places}
    )
    INSERT INTO usage (${columns}, context_before)
    SELECT ${columns}, ${contextBefore('first_context >> 32')} FROM sums AS own
    ORDER BY ${places}`);
  return (sessionIds) => {
    const ids = JSON.stringify([...sessionIds]);
    clear.run(ids);
    sum.run(ids);
  };
}
