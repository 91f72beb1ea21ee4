import { EFFORTS } from '../model/effort.ts';
import { QUARTER_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import type { Store } from './open-store.ts';

/** A table of sums over responses: what they are kept apart by, what is summed and how, each reckoned of one response. */
export interface Sums {
  readonly table: 'usage_sums' | 'turn_sums';
  readonly keys: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, readonly [how: 'sum' | 'min' | 'max', of: string]>>;
}

const KEYS = {
  session_id: 'session_id',
  agent_id: 'agent_id',
  quarter: `at / ${QUARTER_MS}`,
  model: 'model',
  fast: 'fast',
  geo: 'geo',
  tier: 'tier',
  prompt_step: `max(0, prompt_tokens - 1) / ${PROMPT_STEP}`,
};

const COUNTS: Sums['columns'] = {
  input_tokens: ['sum', 'input_tokens'],
  output_tokens: ['sum', 'output_tokens'],
  cache_read_tokens: ['sum', 'cache_read_tokens'],
  cache_write_5m_tokens: ['sum', 'cache_write_5m_tokens'],
  cache_write_1h_tokens: ['sum', 'cache_write_1h_tokens'],
  web_searches: ['sum', 'web_searches'],
  responses: ['sum', 'attempt = 0'],
  unfinished: ['sum', 'attempt = 0 AND NOT finished'],
  tool_calls: ['sum', 'tool_calls'],
};

/** What nearly every answer is summed from: one row for each thread, price and quarter of an hour. */
export const USAGE_SUMS: Sums = {
  table: 'usage_sums',
  keys: KEYS,
  columns: {
    ...COUNTS,
    rebuilt_5m_tokens: ['sum', 'rebuilt_5m_tokens'],
    rebuilt_1h_tokens: ['sum', 'rebuilt_1h_tokens'],
    rebuilt_input_tokens: ['sum', 'rebuilt_input_tokens'],
    recovered: ['sum', 'attempt = 0 AND recovered'],
    records: ['sum', 'records'],
    copies: ['sum', 'copies'],
    tool_errors: ['sum', 'tool_errors'],
    newest_at: ['max', 'at'],
  },
};

/** The place of a response in the upper bits: so the size that goes with the first or last one comes out of one pass. */
const placed = (size: string) => `iif(attempt = 0, ordinal << 32 | ${size}, NULL)`;

const EFFORT_RANKS = EFFORTS.map((effort, i) => `WHEN '${effort}' THEN ${i + 1}`).join(' ');

/** The same by turn, with what tells the shape of its work. */
export const TURN_SUMS: Sums = {
  table: 'turn_sums',
  keys: { ...KEYS, turn_id: "coalesce(turn_id, '')" },
  columns: {
    ...COUNTS,
    thinking_tokens: ['sum', 'coalesce(thinking_tokens, 0)'],
    thinking_unknown: ['sum', 'attempt = 0 AND thinking_tokens IS NULL'],
    effort_rank: ['max', `CASE effort ${EFFORT_RANKS} END`],
    first_context: ['min', placed('context_tokens')],
    first_read: ['min', placed('cache_read_tokens')],
    last_context: ['max', placed('context_tokens')],
  },
};

/** Writes the sums over the responses of a session anew. To be used within a transaction, after they are settled. */
export function usageSummer(store: Store): (sessionId: string) => void {
  const statements = [USAGE_SUMS, TURN_SUMS].flatMap((sums) => [
    store.prepare(`DELETE FROM ${sums.table} WHERE session_id = ?`),
    store.prepare(summing(sums)),
  ]);
  return (sessionId) => {
    for (const statement of statements) statement.run(sessionId);
  };
}

function summing({ table, keys, columns }: Sums): string {
  const reckoned = Object.values(keys);
  const places = reckoned.map((_, i) => i + 1).join(', ');
  return `
    INSERT INTO ${table} (${[...Object.keys(keys), ...Object.keys(columns)].join(', ')})
    SELECT ${[...reckoned, ...Object.values(columns).map(([how, of]) => `${how}(${of})`)].join(', ')}
    FROM responses
    WHERE session_id = ?
    GROUP BY ${places}
    ORDER BY ${places}`;
}
