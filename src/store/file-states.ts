import type { Issue } from '../model/issue.ts';
import type { SessionFile } from '../model/session-rows.ts';
import type { FileKind } from '../model/transcript-file.ts';
import { decodeRecords, NO_RECORDS } from './journal-codec.ts';
import { decodeRecordsV1 } from './journal-v1.ts';
import type { Store } from './open-store.ts';
import { PARSER_VERSION } from './parser-version.ts';

/** How far a file was read, and what it looked like then. */
export interface FileState {
  readonly fileId: number;
  readonly path: string;
  readonly kind: FileKind;
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly headHash: string;
  /** Bytes consumed: the offset after the last newline read. */
  readonly position: number;
  readonly nextLine: number;
  readonly parserVersion: number;
}

/** What one reading of a file brought: all of it, or what was added since `before`. */
export interface FileReading extends Omit<FileState, 'fileId' | 'parserVersion'> {
  /** The state it was read on from; null when the file was read from its start. */
  readonly before: FileState | null;
  /** First line of this reading. */
  readonly fromLine: number;
  /** Its records as `encodeRecords` writes them. */
  readonly journal: string;
  /** The same for a last line without newline, which will be read again. */
  readonly tailJournal: string;
  readonly issues: readonly Issue[];
}

/** Access to what was read of files. */
export interface FileStates {
  byPath(path: string): FileState | undefined;
  /** Replaces or continues the file's rows. */
  write(reading: FileReading): void;
  /** How many files of a session are known. */
  countOf(sessionId: string): number;
  /** All files of a session with all their records. */
  filesOf(sessionId: string): SessionFile[];
}

/** Prepares the statements on `files`, `journal` and `issues`. */
export function fileStates(store: Store): FileStates {
  const columns = `file_id AS fileId, path, kind, session_id AS sessionId, agent_id AS agentId, size, mtime_ms AS mtimeMs,
    ino, head_hash AS headHash, position, next_line AS nextLine, parser_version AS parserVersion`;
  const byPath = store.prepare<[string], FileState>(`SELECT ${columns} FROM files WHERE path = ?`);
  const upsert = store.prepare<unknown[], { file_id: number }>(`
    INSERT INTO files (path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET
      kind = excluded.kind, session_id = excluded.session_id, agent_id = excluded.agent_id, size = excluded.size,
      mtime_ms = excluded.mtime_ms, ino = excluded.ino, head_hash = excluded.head_hash, position = excluded.position,
      next_line = excluded.next_line, parser_version = excluded.parser_version
    RETURNING file_id`);
  const forgetFrom = [
    store.prepare('DELETE FROM journal WHERE file_id = ? AND from_line >= ?'),
    store.prepare('DELETE FROM issues WHERE file_id = ? AND (line >= ? OR line = 0)'),
  ];
  const addJournal = store.prepare('INSERT INTO journal (file_id, from_line, records) VALUES (?, ?, ?)');
  const addIssue = store.prepare('INSERT OR IGNORE INTO issues (file_id, line, kind, detail) VALUES (?, ?, ?, ?)');
  const filesOf = store.prepare<[string], Pick<FileState, 'fileId' | 'path' | 'kind' | 'agentId' | 'parserVersion'>>(
    'SELECT file_id AS fileId, path, kind, agent_id AS agentId, parser_version AS parserVersion FROM files WHERE session_id = ? ORDER BY path',
  );
  const countOf = store.prepare<[string], number>('SELECT count(*) FROM files WHERE session_id = ?').pluck();
  const journalOf = store
    .prepare<[number], string>('SELECT records FROM journal WHERE file_id = ? ORDER BY from_line')
    .pluck();

  return {
    byPath: (path) => byPath.get(path),
    write(reading) {
      const { path, kind, sessionId, agentId, size, mtimeMs, ino, headHash, position, nextLine } = reading;
      const row = upsert.get(
        path,
        kind,
        sessionId,
        agentId,
        size,
        mtimeMs,
        ino,
        headHash,
        position,
        nextLine,
        PARSER_VERSION,
      );
      const id = row?.file_id;
      for (const forget of forgetFrom) forget.run(id, reading.before === null ? 0 : reading.fromLine);
      if (reading.journal !== NO_RECORDS) addJournal.run(id, reading.fromLine, reading.journal);
      if (reading.tailJournal !== NO_RECORDS) addJournal.run(id, nextLine, reading.tailJournal);
      for (const issue of reading.issues) addIssue.run(id, issue.line ?? 0, issue.kind, issue.detail);
    },
    countOf: (sessionId) => countOf.get(sessionId) ?? 0,
    filesOf(sessionId) {
      return filesOf.all(sessionId).map(({ fileId, path, kind, agentId, parserVersion }) => {
        const decode = parserVersion === 1 ? decodeRecordsV1 : decodeRecords;
        const records = journalOf.all(fileId).flatMap((text) => decode(text));
        return { path, kind, agentId, records };
      });
    },
  };
}
