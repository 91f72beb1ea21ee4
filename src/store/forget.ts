import Database from 'better-sqlite3';
import type { Store } from './open-store.ts';

/** Removes rows of files and of sessions. */
export interface Forgetter {
  /** A file with all that was read of it. */
  file(fileId: number): void;
  /** What is gone from a file, of one session. */
  goneOf(fileId: number, sessionId: string): void;
  /** The responses of a session that was read for these alone: what is left of its files has to be read again. */
  usageOf(sessionId: string): void;
  /** Sessions that have something from a file. */
  sessionsOf(fileId: number): string[];
  /** What was told of a session from outside its transcripts, once the session itself is removed; true when it is. */
  beside(sessionId: string): boolean;
  /** Whether nothing is left of a session but its name. */
  isEmpty(sessionId: string): boolean;
  /** What is known of working folders in which no session ran any more, of these. */
  folders(cwds: readonly string[]): void;
  /** Walks through roots: they name files that may be gone by now. The next one is made anew. */
  walks(): void;
}

/** Prepares the statements. To be used within a transaction. */
export function forgetter(store: Store): Forgetter {
  const file = store.prepare('DELETE FROM files WHERE file_id = ?');
  const gone = store.prepare('DELETE FROM gone_records WHERE file_id = ? AND session_id = ?');
  const sessionsOf = store
    .prepare<[number, number], string>(
      'SELECT session_id FROM files WHERE file_id = ? UNION SELECT session_id FROM gone_records WHERE file_id = ?',
    )
    .pluck();
  const ofUsage = `session_id = (SELECT session_id FROM sessions WHERE session_id = ? AND depth <> 'spans')`;
  const usage = [
    store.prepare(`UPDATE files SET size = -1 WHERE ${ofUsage}`),
    store.prepare(`DELETE FROM responses WHERE ${ofUsage}`),
  ];
  const isThere = store.prepare<[string], 1>('SELECT 1 FROM sessions WHERE session_id = ?');
  const beside = ['hook_reports', 'labels', 'sent_spans'].map((table) =>
    store.prepare(`DELETE FROM ${table} WHERE session_id = ?`),
  );
  const isLeft = store.prepare<[string, string], 1>(`
    SELECT 1 FROM responses WHERE session_id = ? UNION ALL SELECT 1 FROM turns WHERE session_id = ? LIMIT 1`);
  const folders = store.prepare(`
    DELETE FROM folders WHERE folder IN (SELECT value FROM json_each(?))
      AND folder NOT IN (SELECT cwd FROM sessions WHERE cwd IS NOT NULL)`);
  const walks = store.prepare('DELETE FROM walks');
  return {
    file: (fileId) => file.run(fileId),
    goneOf: (fileId, sessionId) => gone.run(fileId, sessionId),
    usageOf(sessionId) {
      for (const statement of usage) statement.run(sessionId);
    },
    sessionsOf: (fileId) => sessionsOf.all(fileId, fileId),
    beside(sessionId) {
      if (isThere.get(sessionId) !== undefined) return false;
      for (const statement of beside) statement.run(sessionId);
      return true;
    },
    isEmpty: (sessionId) => isLeft.get(sessionId, sessionId) === undefined,
    folders: (cwds) => folders.run(JSON.stringify(cwds)),
    walks: () => walks.run(),
  };
}

/** How long others that use the store are waited for before its room is given back. */
const PATIENCE_MS = 1000;

/**
 * Gives the room of what was deleted back to the disk; false where it cannot be given back now, because others use the
 * store or the disk has no room for the copy that this takes. Nothing is lost by that.
 */
export function giveBack(store: Store): boolean {
  store.pragma(`busy_timeout = ${PATIENCE_MS}`);
  try {
    store.exec('VACUUM');
    const [{ busy } = { busy: 1 }] = store.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
    return busy === 0;
  } catch (error) {
    if (error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED|FULL|IOERR)/.test(error.code)) return false;
    throw error;
  }
}
