import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** When was the newest response that `where` lets through? Null when there is none with a time. */
export function newestResponse(store: Store, where: Where): Millis | null {
  const newest = store
    .prepare<unknown[], Millis | null>(`SELECT max(at) FROM own_responses WHERE ${where.sql}`)
    .pluck()
    .get(...where.values);
  return newest ?? null;
}
