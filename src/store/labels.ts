import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

export const LABEL_COLUMNS = ['session_id', 'label'] as const;

/** Gives a session this label, or none; tells the one it had. It is of the session's id: no transcript is asked for. */
export function putLabel(store: Store, sessionId: string, label: string | null): string | null {
  const before = store.prepare<[string], string>('SELECT label FROM labels WHERE session_id = ?').pluck();
  const put = store.prepare('INSERT OR REPLACE INTO labels (session_id, label, row_sum) VALUES (?, ?, ?)');
  const remove = store.prepare('DELETE FROM labels WHERE session_id = ?');
  return store
    .transaction(() => {
      const had = before.get(sessionId) ?? null;
      if (label === null) remove.run(sessionId);
      else put.run(sessionId, label, rowSum([sessionId, label]));
      return had;
    })
    .immediate();
}
