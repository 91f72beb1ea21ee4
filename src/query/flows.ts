import { DAY_MS, QUARTER_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import { type Sums, USAGE_SUMS } from '../store/usage-sums.ts';
import { isEverything, ON_NO_PAGE, type ResponseWhere, type Where } from './response-filter.ts';

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

/**
 * The same by UTC day, all sessions and threads together: few rows, where `where` lets everything through; null where it
 * does not, or where a price tier begins at a size that sums do not tell apart.
 */
export function dailyFlows(where: ResponseWhere, thresholds: readonly number[] = []): Flows | null {
  if (!isEverything(where) || cutOf(where, thresholds).edges.length > 0) return null;
  const { keys, columns } = USAGE_SUMS;
  const own = [...Object.keys(keys), ...Object.keys(columns)].filter((name) => name !== 'quarter');
  const paged = own.map((name) => (name === 'session_id' || name === 'agent_id' ? `'' AS ${name}` : name)).join(', ');
  const tier = tierOf(thresholds);
  const days = DAY_MS / QUARTER_MS;
  return joined([
    { sql: `SELECT ${paged}, day * ${days} AS quarter, ${tier} AS price_tier FROM page_sums`, values: [] },
    {
      sql: `SELECT ${own.join(', ')}, quarter, ${tier} AS price_tier FROM usage_sums WHERE ${ON_NO_PAGE.sql}`,
      values: [],
    },
  ]);
}

/** How many sessions own responses that `where` lets through, in SQL. */
export function sessionCount(where: ResponseWhere): Where {
  const distinct = (from: string) => `(SELECT count(*) FROM (SELECT DISTINCT session_id FROM ${from}))`;
  if (isEverything(where)) {
    const onPages = '(SELECT coalesce(sum(sessions), 0) FROM ledger_pages)';
    return { sql: `${onPages} + ${distinct(`usage_sums WHERE ${ON_NO_PAGE.sql}`)}`, values: [] };
  }
  const flows = flowsOf(where);
  return { sql: distinct(flows.sql), values: flows.values };
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
