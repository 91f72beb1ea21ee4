import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** How many tokens have the responses from then until then? */
export function tokensWithin(store: Store, since: Millis, until: Millis): number {
  return store
    .prepare<[Millis, Millis], number>(
      `SELECT coalesce(sum(
        input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0)
      FROM own_responses WHERE at >= ? AND at < ?`,
    )
    .pluck()
    .get(since, until) as number;
}
