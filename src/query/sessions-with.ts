import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** Which sessions have a response that `where` lets through? By id. */
export function sessionsWith(store: Store, where: Where): string[] {
  return store
    .prepare<unknown[], string>(`SELECT DISTINCT session_id FROM own_responses WHERE ${where.sql} ORDER BY session_id`)
    .pluck()
    .all(...where.values);
}
