import type { Store } from './open-store.ts';

/** Of these sessions, those that have no contexts, since an earlier version of tj built them: the newest first. */
export function sessionsToRebuild(store: Store, sessionIds: Iterable<string>): string[] {
  return store
    .prepare<[string], string>(`
      SELECT session_id FROM json_each(?) JOIN sessions ON session_id = value
      WHERE session_id IN (SELECT session_id FROM sightings)
        AND session_id NOT IN (SELECT session_id FROM contexts)
      ORDER BY ended_at DESC, session_id`)
    .pluck()
    .all(JSON.stringify([...sessionIds]));
}
