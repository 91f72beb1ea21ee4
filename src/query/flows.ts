import { BUCKET_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import { contextBefore, USAGE_KEYS, USAGE_SUMS } from '../store/sum-usage.ts';
import { allOf, type ResponseWhere, type Where } from './response-filter.ts';

/**
 * Rows of one session, thread, turn, price and 15-minute bucket, in SQL: to select from where no single response is
 * asked for. Their columns are those of `usage`, and `price_tier`: how many thresholds their prompts exceed.
 */
export type Flows = Where;

/**
 * The responses that `where` lets through, as sums: those that are kept, and single responses only where a window
 * begins or ends within a bucket, or where a price tier begins at a size that sums do not tell apart.
 */
export function flowsOf(where: ResponseWhere, thresholds: readonly number[] = []): Flows {
  const { buckets, edges } = cutOf(where, thresholds);
  const whole = buckets === null ? [] : [kept(buckets, where.rest, thresholds)];
  const parts = [...whole, ...edges.map((edge) => single(edge, thresholds))];
  return { sql: `(${parts.map(({ sql }) => sql).join(' UNION ALL ')})`, values: parts.flatMap(({ values }) => values) };
}

/** Lets sessions through that have a response that `where` lets through: of a year there are many times as many responses as sums. */
export function sessionsWithin(where: ResponseWhere): Where {
  const { sql, values } = flowsOf(where);
  return { sql: `session_id IN (SELECT session_id FROM ${sql})`, values };
}

/** Of the sums those that hold, or may hold, a response that `where` leaves out. */
export function notWhole({ since, until, rest }: ResponseWhere): Where {
  const from = since === null ? [] : [{ sql: 'bucket >= ?', values: [Math.ceil(since / BUCKET_MS)] }];
  const to = until === null ? [] : [{ sql: 'bucket < ?', values: [Math.floor(until / BUCKET_MS)] }];
  const { sql, values } = allOf([...from, ...to, rest]);
  return { sql: `(${sql}) IS NOT TRUE`, values };
}

/** 15-minute buckets from the first to before the last; null for no bound. */
interface Buckets {
  readonly from: number | null;
  readonly to: number | null;
}

/** How a window lies on what is kept. */
interface Cut {
  /** Whole buckets, of which sums are kept; null when there is none. */
  readonly buckets: Buckets | null;
  /** Conditions over the responses beside them. */
  readonly edges: readonly Where[];
}

/** What of the responses that `where` lets through can be had from sums, and what cannot. */
function cutOf(where: ResponseWhere, thresholds: readonly number[]): Cut {
  if (thresholds.some((above) => above % PROMPT_STEP !== 0)) return { buckets: null, edges: [where] };
  const { since, until, rest } = where;
  const from = since === null ? null : Math.ceil(since / BUCKET_MS);
  const to = until === null ? null : Math.floor(until / BUCKET_MS);
  if (from !== null && to !== null && from > to) return { buckets: null, edges: [where] };
  const edges: Where[] = [];
  if (from !== null && since !== null && since % BUCKET_MS !== 0) edges.push(within(since, from * BUCKET_MS, rest));
  if (to !== null && until !== null && until % BUCKET_MS !== 0) edges.push(within(to * BUCKET_MS, until, rest));
  return { buckets: { from, to }, edges };
}

const COLUMNS = [...Object.keys(USAGE_KEYS), ...Object.keys(USAGE_SUMS), 'context_before'].join(', ');

function kept({ from, to }: Buckets, rest: Where, thresholds: readonly number[]): Where {
  const times = [from === null ? [] : ['bucket >= ?'], to === null ? [] : ['bucket < ?']].flat();
  const tier = ['0', ...thresholds.map((above) => `(prompt_step >= ${above / PROMPT_STEP})`)].join(' + ');
  const sql = `SELECT ${COLUMNS}, ${tier} AS price_tier FROM usage WHERE ${[...times, rest.sql].join(' AND ')}`;
  return { sql, values: [...(from === null ? [] : [from]), ...(to === null ? [] : [to]), ...rest.values] };
}

const SINGLE = [
  ...Object.entries(USAGE_KEYS),
  ...Object.entries(USAGE_SUMS).map(([name, [, of]]) => [name, of] as const),
]
  .map(([name, of]) => (name === of ? name : `${of} AS ${name}`))
  .join(', ');

function single(where: Where, thresholds: readonly number[]): Where {
  const tier = thresholds.map((above) => ` + (prompt_tokens > ${above})`).join('');
  const sql = `SELECT ${SINGLE}, ${contextBefore('ordinal')} AS context_before, 0${tier} AS price_tier
    FROM own_responses AS own WHERE ${where.sql}`;
  return { sql, values: where.values };
}

function within(since: number, until: number, rest: Where): Where {
  return { sql: `at >= ? AND at < ? AND ${rest.sql}`, values: [since, until, ...rest.values] };
}
