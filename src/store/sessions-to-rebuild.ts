import type { Store } from './open-store.ts';

/** Of these sessions, those that were built before there were contexts, in a fixed order. */
export function sessionsToRebuild(store: Store, sessionIds: Iterable<string>): string[] {
  return store
    .prepare<[string], string>(`
      SELECT value FROM json_each(?)
      WHERE value IN (SELECT session_id FROM sightings)
        AND value NOT IN (SELECT session_id FROM contexts)
      ORDER BY 1`)
    .pluck()
    .all(JSON.stringify([...sessionIds]));
}
