import { configFolderOf } from '../model/config-folder.ts';
import type { Depth } from '../model/depth.ts';
import type { Store } from '../store/open-store.ts';

/**
 * From which config folder did each session come? Of one that stands in several, the first by name. By session id. Only of
 * sessions that were read so deep, where that is asked for.
 */
export function sessionRoots(store: Store, depth: Depth | null = null): Map<string, string> {
  const rows = store
    .prepare<[Depth | null, Depth | null], [sessionId: string, path: string]>(`
      SELECT session_id, coalesce(min(CASE kind WHEN 'main' THEN path END), min(path)) FROM files
      WHERE kind <> 'meta' AND (? IS NULL OR session_id IN (SELECT session_id FROM sessions WHERE depth = ?))
      GROUP BY session_id
      ORDER BY session_id`)
    .raw()
    .all(depth, depth);
  return new Map(rows.map(([sessionId, path]) => [sessionId, configFolderOf(path, sessionId)]));
}
