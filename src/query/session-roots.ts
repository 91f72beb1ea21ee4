import { configFolderOf } from '../model/config-folder.ts';
import type { Store } from '../store/open-store.ts';

/** From which config folder did each session come? Of one that stands in several, the first by name. By session id. */
export function sessionRoots(store: Store): Map<string, string> {
  const rows = store
    .prepare<[], [sessionId: string, path: string]>(`
      SELECT session_id, coalesce(min(CASE kind WHEN 'main' THEN path END), min(path)) FROM files
      WHERE kind <> 'meta'
      GROUP BY session_id
      ORDER BY session_id`)
    .raw()
    .all();
  return new Map(rows.map(([sessionId, path]) => [sessionId, configFolderOf(path, sessionId)]));
}
