import type { NamedSession } from '../model/session-label.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { lastSeen } from './last-seen.ts';
import { ALL_RESPONSES, type Where } from './response-filter.ts';

/** A session as it is offered for choice. */
export interface FoundSession extends NamedSession {
  readonly endedAt: Millis | null;
  /** Without a response, such sessions are hidden where there are others. */
  readonly isEmpty: 0 | 1;
}

const FOUND = `
  SELECT session_id AS sessionId, title, label, ended_at AS endedAt,
    NOT EXISTS (SELECT 1 FROM usage WHERE usage.session_id = known_sessions.session_id) AS isEmpty
  FROM known_sessions`;

/** Which of these sessions have an id that begins so? With a response first, of these the newest; no more than `limit`. */
export function sessionsLike(
  store: Store,
  prefix: string,
  limit: number,
  sessions: Where = ALL_RESPONSES.sessions,
): FoundSession[] {
  return store
    .prepare<unknown[], FoundSession>(
      `${FOUND} WHERE substr(session_id, 1, length(?)) = ? AND ${sessions.sql}
      ORDER BY isEmpty, ended_at DESC NULLS LAST, session_id LIMIT ?`,
    )
    .all(prefix, prefix, ...sessions.values, limit);
}

/** Which of these sessions with a response was active last before `now`? */
export function lastSession(
  store: Store,
  now: Millis,
  sessions: Where = ALL_RESPONSES.sessions,
): FoundSession | undefined {
  return store
    .prepare<unknown[], FoundSession>(
      `${FOUND} WHERE session_id IN (SELECT session_id FROM own_responses) AND ${sessions.sql}
      ORDER BY ${lastSeen(now)} DESC NULLS LAST, session_id LIMIT 1`,
    )
    .get(...sessions.values);
}
