import { BUCKET_MS, type Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { ALL_RESPONSES, ofRoots } from './response-filter.ts';

/** In which 15-minute buckets was there any response, of sessions with files below the roots? Their begins, in order. */
export function activity(store: Store, roots?: readonly string[]): Millis[] {
  const { sql, values } = roots === undefined ? ALL_RESPONSES.sessions : ofRoots(roots);
  return store
    .prepare<unknown[], Millis>(`
      SELECT DISTINCT bucket * ${BUCKET_MS} AS at FROM usage
      WHERE bucket IS NOT NULL AND responses > 0 AND ${sql}
      ORDER BY 1`)
    .pluck()
    .all(...values);
}
