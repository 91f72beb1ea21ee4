import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** A session as it is offered for choice. */
export interface FoundSession {
  readonly sessionId: string;
  readonly title: string;
  readonly endedAt: Millis | null;
}

const FOUND = 'SELECT session_id AS sessionId, title, ended_at AS endedAt FROM sessions';

/** Which sessions have an id that begins so? Newest first, no more than `limit`. */
export function sessionsLike(store: Store, prefix: string, limit: number): FoundSession[] {
  return store
    .prepare<[string, string, number], FoundSession>(
      `${FOUND} WHERE substr(session_id, 1, length(?)) = ? ORDER BY ended_at DESC NULLS LAST, session_id LIMIT ?`,
    )
    .all(prefix, prefix, limit);
}

/** Which session with a response was active last? */
export function lastSession(store: Store): FoundSession | undefined {
  return store
    .prepare<[], FoundSession>(
      `${FOUND} WHERE session_id IN (SELECT session_id FROM responses)
      ORDER BY ended_at DESC NULLS LAST, session_id LIMIT 1`,
    )
    .get();
}
