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
