/** Seed gate of insight.md section 4: re-read tokens of the main thread, and their least part of its raw tokens. */
const LEAST_REREAD = 200_000;
const LEAST_SHARE_PERCENT = 80;

/** What sums of a thread say that it read from the cache, in SQL. */
export const REREAD = 'sum(cache_read_tokens)';

/** Whether that was much: a condition on the same sums. */
export const REREADS_MUCH = `${REREAD} >= ${LEAST_REREAD} AND ${REREAD} * 100 >= ${LEAST_SHARE_PERCENT} * sum(
  cache_read_tokens + input_tokens + output_tokens + cache_write_5m_tokens + cache_write_1h_tokens)`;
