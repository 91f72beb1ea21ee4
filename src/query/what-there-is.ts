import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** Which models have responses of these sessions, as written? Most responses first. */
export function modelsOf(store: Store, sessions: Where): string[] {
  return store
    .prepare<unknown[], string>(`
      SELECT model FROM usage WHERE ${sessions.sql}
      GROUP BY model HAVING sum(responses) > 0
      ORDER BY sum(responses) DESC, model`)
    .pluck()
    .all(...sessions.values);
}

/** Which projects have responses of these sessions? Most responses first. */
export function projectsOf(store: Store, sessions: Where): string[] {
  return store
    .prepare<unknown[], string>(`
      WITH used AS (
        SELECT session_id, sum(responses) AS responses FROM usage WHERE ${sessions.sql} GROUP BY 1
      )
      SELECT project FROM used JOIN known_sessions USING (session_id)
      WHERE project IS NOT NULL
      GROUP BY project
      ORDER BY sum(responses) DESC, project`)
    .pluck()
    .all(...sessions.values);
}
