import type { Store } from '../../store/open-store.ts';

/** A session with how many responses it shows, whoever owns them. */
export interface SessionResponses {
  readonly sessionId: string;
  /** '' where it has none. */
  readonly title: string;
  readonly responses: number;
}

/** All sessions, by their ids. */
export function sessionResponses(store: Store): SessionResponses[] {
  return store
    .prepare<[], SessionResponses>(`
      SELECT session_id AS sessionId, title, count(key) AS responses
      FROM sessions LEFT JOIN responses USING (session_id)
      WHERE attempt = 0 OR attempt IS NULL
      GROUP BY session_id
      ORDER BY session_id`)
    .all();
}

/** Prepares to ask: how many of these responses does the session not show, but another one? */
export function shownElsewhere(store: Store): (sessionId: string, keys: readonly string[]) => number {
  const count = store
    .prepare<[string, string], number>(`
      SELECT count(DISTINCT key) FROM responses
      WHERE attempt = 0 AND key IN (SELECT value FROM json_each(?))
        AND key NOT IN (SELECT key FROM responses WHERE session_id = ?)`)
    .pluck();
  return (sessionId, keys) => (keys.length === 0 ? 0 : (count.get(JSON.stringify(keys), sessionId) ?? 0));
}
