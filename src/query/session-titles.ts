import type { Store } from '../store/open-store.ts';

/** How are the sessions called? By session id. */
export function sessionTitles(store: Store): Map<string, string> {
  const rows = store
    .prepare<[], [string, string]>('SELECT session_id, title FROM sessions ORDER BY session_id')
    .raw()
    .all();
  return new Map(rows);
}
