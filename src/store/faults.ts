import type { Fault } from '../model/fault.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import type { Store } from './open-store.ts';
import { PARSER_VERSION } from './parser-version.ts';

/** Sessions that could not be built of their files as they are now. To be used within a transaction. */
export interface Faults {
  /** Keeps the reason with the first of a session's files, and that all of these were looked at: none is tried again until one changes. */
  keep(sessionId: string, files: readonly TranscriptFile[], reason: string): void;
  /** The same of a session whose transcripts are gone. */
  keepOfGone(sessionId: string, reason: string): void;
  /** Forgets what was kept of a session, which was built just now. */
  clear(sessionId: string): void;
}

/** Prepares the statements. */
export function faultKeeper(store: Store): Faults {
  const put = store.prepare(`
    INSERT INTO files (path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, '', 0, 1, ${PARSER_VERSION})
    ON CONFLICT (path) DO UPDATE SET
      size = excluded.size, mtime_ms = excluded.mtime_ms, ino = excluded.ino, parser_version = excluded.parser_version`);
  const putReason = store.prepare(`
    INSERT OR REPLACE INTO issues (file_id, line, kind, detail, count)
    SELECT min(file_id), 0, 'not-built', ?, 1 FROM files WHERE session_id = ? HAVING count(*) > 0`);
  const update = store.prepare(`UPDATE files SET parser_version = ${PARSER_VERSION} WHERE session_id = ?`);
  const clear = store.prepare(`
    DELETE FROM issues WHERE kind = 'not-built' AND file_id IN (SELECT file_id FROM files WHERE session_id = ?)`);
  return {
    keep(sessionId, files, reason) {
      for (const { path, kind, agentId, size, mtimeMs, ino } of files) {
        put.run(path, kind, sessionId, agentId, size, mtimeMs, ino);
      }
      clear.run(sessionId);
      putReason.run(reason, sessionId);
    },
    keepOfGone(sessionId, reason) {
      update.run(sessionId);
      clear.run(sessionId);
      putReason.run(reason, sessionId);
    },
    clear: (sessionId) => {
      clear.run(sessionId);
    },
  };
}

/** Sessions that could not be built when they were last read, by id. */
export function faultsIn(store: Store): Fault[] {
  return store
    .prepare<[], Omit<Fault, 'kept'> & { readonly kept: Fault['kept'] | null }>(`
      SELECT session_id AS sessionId, path, detail AS reason, depth AS kept
      FROM issues JOIN files USING (file_id) LEFT JOIN sessions USING (session_id)
      WHERE issues.kind = 'not-built' ORDER BY session_id`)
    .all()
    .map((fault) => ({ ...fault, kept: fault.kept ?? 'nothing' }));
}
