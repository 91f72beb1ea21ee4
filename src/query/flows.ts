import { QUARTER_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import { type Sums, USAGE_SUMS } from '../store/usage-sums.ts';
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
export function flowsOf(where: ResponseWhere, thresholds: readonly number[] = []): Flows {
  const { quarters, edges } = cutOf(where, thresholds);
  const whole = quarters === null ? [] : [kept(quarters, where.rest, thresholds)];
  return joined([...whole, ...edges.map((edge) => single(edge, thresholds, USAGE_SUMS))]);
}

/** Quarters of an hour from the first to before the last; null for no bound. */
export interface Quarters {
  readonly from: number | null;
  readonly to: number | null;
}

/** How a window lies on what is kept. */
export interface Cut {
  /** Whole quarters, of which sums are kept; null when there is none. */
  readonly quarters: Quarters | null;
  /** Conditions over the responses beside them. */
  readonly edges: readonly Where[];
}

/** What of the responses that `where` lets through can be had from sums, and what cannot. */
export function cutOf(where: ResponseWhere, thresholds: readonly number[]): Cut {
  if (thresholds.some((above) => above % PROMPT_STEP !== 0)) return { quarters: null, edges: [where] };
  const { since, until, rest } = where;
  const from = since === null ? null : Math.ceil(since / QUARTER_MS);
  const to = until === null ? null : Math.floor(until / QUARTER_MS);
  if (from !== null && to !== null && from > to) return { quarters: null, edges: [where] };
  const edges: Where[] = [];
  if (from !== null && since !== null && since % QUARTER_MS !== 0) edges.push(within(since, from * QUARTER_MS, rest));
  if (to !== null && until !== null && until % QUARTER_MS !== 0) edges.push(within(to * QUARTER_MS, until, rest));
  return { quarters: { from, to }, edges };
}

/** Single responses as rows of these sums. */
export function singleFlows(edges: readonly Where[], thresholds: readonly number[], sums: Sums): Flows {
  return joined(edges.map((edge) => single(edge, thresholds, sums)));
}

function joined(parts: readonly Where[]): Flows {
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

function kept({ from, to }: Quarters, rest: Where, thresholds: readonly number[]): Where {
  const { table, keys, columns: summed } = USAGE_SUMS;
  const times = [from === null ? [] : ['quarter >= ?'], to === null ? [] : ['quarter < ?']].flat();
  const columns = [...Object.keys(keys), ...Object.keys(summed)].join(', ');
  const sql = `SELECT ${columns}, ${tierOf(thresholds)} AS price_tier FROM ${table} WHERE ${[...times, rest.sql].join(' AND ')}`;
  return { sql, values: [...(from === null ? [] : [from]), ...(to === null ? [] : [to]), ...rest.values] };
}

function tierOf(thresholds: readonly number[]): string {
  return ['0', ...thresholds.map((above) => `(prompt_step >= ${above / PROMPT_STEP})`)].join(' + ');
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
