import type { Millis } from '../model/time.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

export const LABEL_COLUMNS = ['session_id', 'label', 'suggested_at'] as const;

const VALUES = '(session_id, label, suggested_at, row_sum) VALUES (?, ?, ?, ?)';

/** Gives a session this label, or none; returns the one it had. It is of the session's id: no transcript is asked for. */
export function putLabel(store: Store, sessionId: string, label: string | null): string | null {
  const before = store.prepare<[string], string>('SELECT label FROM labels WHERE session_id = ?').pluck();
  const put = store.prepare(`INSERT OR REPLACE INTO labels ${VALUES}`);
  const remove = store.prepare('DELETE FROM labels WHERE session_id = ?');
  return store
    .transaction(() => {
      const had = before.get(sessionId) ?? null;
      if (label === null) remove.run(sessionId);
      else put.run(sessionId, label, null, rowSum([sessionId, label, null]));
      return had;
    })
    .immediate();
}

/** Keeps labels that were suggested at this moment, of sessions that got none meanwhile; returns those that were kept. */
export function keepSuggested(store: Store, labels: ReadonlyMap<string, string>, at: Millis): string[] {
  const keep = store.prepare(`INSERT OR IGNORE INTO labels ${VALUES}`);
  const isKept = ([id, label]: readonly [string, string]) =>
    keep.run(id, label, at, rowSum([id, label, at])).changes > 0;
  return store.transaction(() => [...labels].filter(isKept).map(([id]) => id)).immediate();
}

/** Takes out the labels that were suggested last, but those that the user changed since; returns what they were, by session. */
export function undoSuggested(store: Store): Map<string, string> {
  const taken = store.prepare<[], { sessionId: string; label: string }>(`
    DELETE FROM labels WHERE suggested_at = (SELECT max(suggested_at) FROM labels)
    RETURNING session_id AS sessionId, label`);
  return store.transaction(() => new Map(taken.all().map(({ sessionId, label }) => [sessionId, label]))).immediate();
}
