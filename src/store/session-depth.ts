import type { Store } from './open-store.ts';

/** Prepares to ask whether a session was read whole, not for its responses alone. */
export function wholeSessions(store: Store): (sessionId: string) => boolean {
  const whole = store.prepare<[string], 1>(`SELECT 1 FROM sessions WHERE session_id = ? AND depth = 'spans'`).pluck();
  return (sessionId) => whole.get(sessionId) === 1;
}

/**
 * Prepares to ask whether a session shows responses that it does not own: what such a session did by itself, and what that is
 * called, is known only where it was read whole.
 */
export function copyingSessions(store: Store): (sessionId: string) => boolean {
  const copied = store
    .prepare<[string], 1>('SELECT 1 FROM responses WHERE session_id = ? AND owned = 0 LIMIT 1')
    .pluck();
  return (sessionId) => copied.get(sessionId) === 1;
}
