import { type Millis, QUARTER_MS } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** In which quarters of an hour was there any response? Their begins, in order. */
export function activity(store: Store): Millis[] {
  return store
    .prepare<[], Millis>(
      `SELECT DISTINCT quarter * ${QUARTER_MS} AS at FROM usage_sums WHERE quarter IS NOT NULL AND responses > 0 ORDER BY 1`,
    )
    .pluck()
    .all();
}
