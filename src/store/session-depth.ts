import type { Store } from './open-store.ts';

/** Prepares to ask whether a session was read whole, not for its responses alone. */
export function wholeSessions(store: Store): (sessionId: string) => boolean {
  const whole = store.prepare<[string], 1>(`SELECT 1 FROM sessions WHERE session_id = ? AND depth = 'spans'`).pluck();
  return (sessionId) => whole.get(sessionId) === 1;
}
