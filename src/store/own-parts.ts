import type { OwnPart, SessionSummary } from '../model/session-rows.ts';
import type { Store } from './open-store.ts';

/** What is kept of sessions that copied others, and shown of them in place of what their transcripts begin with. */
export interface OwnParts {
  /** Keys of the responses that a session owns. */
  ownedBy(sessionId: string): ReadonlySet<string>;
  /** Replaces what is kept of a session; null where it copied nothing. */
  keep(session: SessionSummary, part: OwnPart | null): void;
  /** Shows every session that copied another as what it did by itself. To be called when all are kept. */
  show(): void;
}

/** Prepares the statements. To be used within a transaction, after the responses of the sessions are decided. */
export function ownParts(store: Store): OwnParts {
  const owned = store.prepare<[string], string>('SELECT DISTINCT key FROM own_responses WHERE session_id = ?').pluck();
  const drop = store.prepare('DELETE FROM own_parts WHERE session_id = ?');
  const put = store.prepare(`
    INSERT INTO own_parts (session_id, started_at, active_ms, title, told_title) VALUES (?, ?, ?, ?, ?)`);
  const restore = store.prepare('UPDATE sessions SET started_at = ?, active_ms = ?, title = ? WHERE session_id = ?');
  const dropOrigins = store.prepare('DELETE FROM copied_from WHERE session_id = ?');
  const putOrigins = store.prepare(`
    INSERT INTO copied_from (session_id, origin_session_id)
    SELECT DISTINCT shown.session_id, owned.session_id
    FROM responses AS shown JOIN own_responses AS owned USING (key)
    WHERE shown.session_id = ? AND owned.session_id <> shown.session_id`);
  // What it is called by itself: not as a session that it copied is called.
  const show = store.prepare(`
    UPDATE sessions SET started_at = own.started_at, active_ms = own.active_ms, title = own.shown
    FROM (
      SELECT part.session_id, part.started_at, part.active_ms, iif(
        part.told_title IS NULL OR EXISTS (
          SELECT 1 FROM copied_from JOIN sessions AS origin ON origin.session_id = copied_from.origin_session_id
            LEFT JOIN own_parts AS its ON its.session_id = origin.session_id
          WHERE copied_from.session_id = part.session_id AND coalesce(its.told_title, origin.title) = part.told_title
        ), part.title, part.told_title) AS shown
      FROM own_parts AS part
    ) AS own
    WHERE sessions.session_id = own.session_id AND (sessions.started_at IS NOT own.started_at
      OR sessions.active_ms <> own.active_ms OR sessions.title <> own.shown)`);
  return {
    ownedBy: (sessionId) => new Set(owned.all(sessionId)),
    keep({ sessionId, startedAt, activeMs, title }, part) {
      dropOrigins.run(sessionId);
      if (drop.run(sessionId).changes > 0) restore.run(startedAt, activeMs, title, sessionId);
      if (part === null) return;
      put.run(sessionId, part.startedAt, part.activeMs, part.title, part.toldTitle);
      putOrigins.run(sessionId);
    },
    show() {
      show.run();
    },
  };
}
