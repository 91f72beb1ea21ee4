import { PROMPT_STEP } from '../model/tokens.ts';
import { QUARTER_MS, type Sums, USAGE_SUMS } from '../store/usage-sums.ts';
import type { ResponseWhere, Where } from './response-filter.ts';

/**
 * Rows of one session, thread, price and quarter of an hour, in SQL: to select from where no single response is asked
 * for. Their columns are those of a table of sums, and `price_tier`: how many thresholds their prompts exceed.
 */
export type Flows = Where;

/**
 * The responses that `where` lets through, as sums: those that are kept, and single responses only where a window
 * begins or ends within a quarter of an hour, or where a price tier begins at a size that sums do not tell apart.
 */
export function flowsOf(where: ResponseWhere, thresholds: readonly number[] = [], sums = USAGE_SUMS): Flows {
  if (thresholds.some((above) => above % PROMPT_STEP !== 0)) return joined([single(where, thresholds, sums)]);
  const { since, until, rest } = where;
  const from = since === null ? null : Math.ceil(since / QUARTER_MS);
  const to = until === null ? null : Math.floor(until / QUARTER_MS);
  if (from !== null && to !== null && from > to) return joined([single(where, thresholds, sums)]);
  const parts = [kept(from, to, rest, thresholds, sums)];
  if (from !== null && since !== null && since % QUARTER_MS !== 0)
    parts.push(single(within(since, from * QUARTER_MS, rest), thresholds, sums));
  if (to !== null && until !== null && until % QUARTER_MS !== 0)
    parts.push(single(within(to * QUARTER_MS, until, rest), thresholds, sums));
  return joined(parts);
}

function joined(parts: readonly Where[]): Flows {
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

function kept(
  from: number | null,
  to: number | null,
  rest: Where,
  thresholds: readonly number[],
  { table, keys, columns: summed }: Sums,
): Where {
  const times = [from === null ? [] : ['quarter >= ?'], to === null ? [] : ['quarter < ?']].flat();
  const tier = thresholds.map((above) => ` + (prompt_step >= ${above / PROMPT_STEP})`).join('');
  const columns = [...Object.keys(keys), ...Object.keys(summed)].join(', ');
  const sql = `SELECT ${columns}, 0${tier} AS price_tier FROM ${table} WHERE ${[...times, rest.sql].join(' AND ')}`;
  return { sql, values: [...(from === null ? [] : [from]), ...(to === null ? [] : [to]), ...rest.values] };
}

function single(where: Where, thresholds: readonly number[], { keys, columns: summed }: Sums): Where {
  const tier = thresholds.map((above) => ` + (prompt_tokens > ${above})`).join('');
  const columns = [...Object.entries(keys), ...Object.entries(summed).map(([name, [, of]]) => [name, of] as const)].map(
    ([name, of]) => (name === of ? name : `${of} AS ${name}`),
  );
  const sql = `SELECT ${columns.join(', ')}, 0${tier} AS price_tier FROM responses WHERE ${where.sql}`;
  return { sql, values: where.values };
}

function within(since: number, until: number, rest: Where): Where {
  return { sql: `at >= ? AND at < ? AND ${rest.sql}`, values: [since, until, ...rest.values] };
}
