import type { Store } from './open-store.ts';

/**
 * Of these sessions, those that are not built: a change of the tables drops what an earlier version of tj built. Those of
 * the newest files first.
 */
export function sessionsToRebuild(store: Store, sessionIds: Iterable<string>): string[] {
  return store
    .prepare<[string], string>(`
      SELECT session_id FROM json_each(?) JOIN files ON session_id = value
      WHERE session_id NOT IN (SELECT session_id FROM sessions)
      GROUP BY session_id
      ORDER BY max(mtime_ms) DESC, session_id`)
    .pluck()
    .all(JSON.stringify([...sessionIds]));
}
