import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { lastSeen } from './last-seen.ts';
import type { Where } from './response-filter.ts';

/** When a session was seen last, and where it ran. */
export interface SessionLife {
  readonly sessionId: string;
  readonly project: string | null;
  readonly endedAt: Millis | null;
  readonly touchedAt: Millis | null;
  readonly closedAt: Millis | null;
}

/** When was each session with a response seen last? Newest activity before `now` first. */
export function sessionLives(store: Store, sessions: Where, now: Millis): SessionLife[] {
  return store
    .prepare<unknown[], SessionLife>(`
      WITH touched AS (
        SELECT session_id, max(mtime_ms) AS touchedAt FROM files GROUP BY 1
      )
      SELECT session_id AS sessionId, project, ${lastSeen(now)} AS endedAt, touchedAt, closed_at AS closedAt
      FROM known_sessions LEFT JOIN touched USING (session_id)
      WHERE session_id IN (SELECT session_id FROM usage) AND ${sessions.sql}
      ORDER BY endedAt DESC NULLS LAST, session_id`)
    .all(...sessions.values);
}
