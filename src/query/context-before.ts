import type { Store } from '../store/open-store.ts';

/**
 * How large was the prompt of the main thread's last response before a place in the session? In tokens, of whatever
 * model; null when there is none.
 */
export function contextBefore(store: Store): (sessionId: string, ordinal: number) => number | null {
  const statement = store
    .prepare<[string, number], number>(`
      SELECT context_tokens FROM own_responses
      WHERE session_id = ? AND agent_id = '' AND attempt = 0 AND ordinal < ?
      ORDER BY ordinal DESC
      LIMIT 1`)
    .pluck();
  return (sessionId, ordinal) => statement.get(sessionId, ordinal) ?? null;
}
