import { PROMPT_STEP, QUARTER_MS } from '../store/sum-usage.ts';
import type { ResponseWhere, Where } from './response-filter.ts';

/** Rows of one session, thread, price and quarter of an hour, in SQL: to select from where no single response is asked for. */
export interface Flows {
  readonly sql: string;
  readonly values: readonly (string | number)[];
}

/** Columns of `usage_sums`, and what they are sums of. */
const COLUMNS: Readonly<Record<string, string>> = {
  session_id: 'session_id',
  agent_id: 'agent_id',
  quarter: `at / ${QUARTER_MS}`,
  model: 'model',
  fast: 'fast',
  geo: 'geo',
  tier: 'tier',
  prompt_step: `max(0, prompt_tokens - 1) / ${PROMPT_STEP}`,
  input_tokens: 'input_tokens',
  output_tokens: 'output_tokens',
  cache_read_tokens: 'cache_read_tokens',
  cache_write_5m_tokens: 'cache_write_5m_tokens',
  cache_write_1h_tokens: 'cache_write_1h_tokens',
  rebuilt_5m_tokens: 'rebuilt_5m_tokens',
  rebuilt_1h_tokens: 'rebuilt_1h_tokens',
  rebuilt_input_tokens: 'rebuilt_input_tokens',
  web_searches: 'web_searches',
  responses: 'attempt = 0',
  unfinished: 'attempt = 0 AND NOT finished',
  recovered: 'attempt = 0 AND recovered',
  records: 'records',
  copies: 'copies',
  tool_calls: 'tool_calls',
  tool_errors: 'tool_errors',
  newest_at: 'at',
};

/**
 * The responses that `where` lets through, as sums: those that are kept, and single responses only where a window
 * begins or ends within a quarter of an hour.
 */
export function flowsOf({ since, until, rest }: ResponseWhere): Flows {
  const from = since === null ? null : Math.ceil(since / QUARTER_MS);
  const to = until === null ? null : Math.floor(until / QUARTER_MS);
  const parts: Where[] = [sums(from, to, rest)];
  if (from !== null && to !== null && from > to) parts.splice(0, 1, single(since, until, rest));
  else {
    if (from !== null && since !== null && since % QUARTER_MS !== 0) parts.push(single(since, from * QUARTER_MS, rest));
    if (to !== null && until !== null && until % QUARTER_MS !== 0) parts.push(single(to * QUARTER_MS, until, rest));
  }
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

function sums(from: number | null, to: number | null, rest: Where): Where {
  const times = [from === null ? null : 'quarter >= ?', to === null ? null : 'quarter < ?'].filter(
    (part) => part !== null,
  );
  const sql = `SELECT ${Object.keys(COLUMNS).join(', ')} FROM usage_sums WHERE ${[...times, rest.sql].join(' AND ')}`;
  return { sql, values: [...(from === null ? [] : [from]), ...(to === null ? [] : [to]), ...rest.values] };
}

function single(since: number | null, until: number | null, rest: Where): Where {
  const columns = Object.entries(COLUMNS).map(([name, sql]) => `${sql} AS ${name}`);
  const sql = `SELECT ${columns.join(', ')} FROM responses WHERE at >= ? AND at < ? AND ${rest.sql}`;
  return { sql, values: [since ?? 0, until ?? 0, ...rest.values] };
}
