import type { Store } from './open-store.ts';

/** Whether a session was read whole, not for its responses alone. */
export function isReadWhole(store: Store, sessionId: string): boolean {
  const whole = store.prepare<[string], 1>(`SELECT 1 FROM sessions WHERE session_id = ? AND depth = 'spans'`);
  return whole.pluck().get(sessionId) === 1;
}
