import { type Millis, QUARTER_MS } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { ALL_RESPONSES, ofRoots } from './response-filter.ts';

/** In which quarters of an hour was there any response, of sessions with files below the roots? Their begins, in order. */
export function activity(store: Store, roots?: readonly string[]): Millis[] {
  const { sql, values } = roots === undefined ? ALL_RESPONSES.sessions : ofRoots(roots);
  return store
    .prepare<unknown[], Millis>(`
      SELECT DISTINCT quarter * ${QUARTER_MS} AS at FROM usage_sums
      WHERE quarter IS NOT NULL AND responses > 0 AND ${sql}
      ORDER BY 1`)
    .pluck()
    .all(...values);
}
