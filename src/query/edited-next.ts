import type { Store } from '../store/open-store.ts';

/**
 * Which files did the person's next prompt have edited? Asked with a session and the ordinal of a turn. Turns that
 * Claude Code opens by itself (notifications) are no prompts.
 */
export function editedNext(store: Store): (sessionId: string, turnOrdinal: number) => string[] {
  const statement = store
    .prepare<[string, string, number], string>(`
      SELECT DISTINCT target
      FROM tools
      WHERE session_id = ? AND owned AND status = 'ok' AND name IN ('Edit', 'MultiEdit', 'Write', 'NotebookEdit')
        AND turn_id = (
          SELECT turn_id FROM turns
          WHERE session_id = ? AND ordinal > ? AND kind IN ('typed', 'command', 'bash', 'queued')
          ORDER BY ordinal
          LIMIT 1
        )
      ORDER BY target`)
    .pluck();
  return (sessionId, turnOrdinal) => statement.all(sessionId, sessionId, turnOrdinal);
}
