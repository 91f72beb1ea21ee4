import { MINUTE_MS, type Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** In which quarters of an hour was there any response? Their begins, in order. */
export function activity(store: Store): Millis[] {
  const quarter = 15 * MINUTE_MS;
  return store
    .prepare<[], Millis>(
      `SELECT DISTINCT at / ${quarter} * ${quarter} AS at FROM responses WHERE at IS NOT NULL ORDER BY at`,
    )
    .pluck()
    .all();
}
