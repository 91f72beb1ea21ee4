import type { Store } from './open-store.ts';

/** Prepares to ask whether a session was read whole, not for its responses alone. */
export function wholeSessions(store: Store): (sessionId: string) => boolean {
  const whole = store.prepare<[string], 1>("SELECT 1 FROM sessions WHERE session_id = ? AND depth <> 'usage'").pluck();
  return (sessionId) => whole.get(sessionId) === 1;
}

/** Prepares to ask whether a session can be built again: not one whose rows alone were left of a damaged store. */
export function buildableSessions(store: Store): (sessionId: string) => boolean {
  const spans = store.prepare<[string], 1>("SELECT 1 FROM sessions WHERE session_id = ? AND depth = 'spans'").pluck();
  return (sessionId) => spans.get(sessionId) === 1;
}
