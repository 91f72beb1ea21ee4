import { goneAfter, withGone } from '../build/gone-records.ts';
import type { GoneWhy, Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import { append } from '../model/long-lists.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { SessionFile } from '../model/session-rows.ts';
import type { Millis } from '../model/time.ts';
import type { FileKind } from '../model/transcript-file.ts';
import { answerKeys, type GoneRecords, goneRecords } from './gone-records.ts';
import { issueWriter } from './issues.ts';
import { decodeRecords, type JournalPart, sameRecords } from './journal-codec.ts';
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
  /** What has become of the file since `before` was read; null where that is as it was, or only more was added. */
  readonly changed: GoneWhy | null;
  /** Its records; those of a last line without newline, which will be read again, are a part of their own. */
  readonly journal: readonly JournalPart[];
  readonly issues: readonly Issue[];
}

/** What writing a reading did beside it. */
export interface Written {
  /** What this reading is the first to miss; null for nothing. */
  readonly vanished: Vanished | null;
  /** Sessions of what was gone from the file before. */
  readonly sessions: readonly string[];
}

/** Access to what was read of files. */
export interface FileStates {
  byPath(path: string): FileState | undefined;
  /** Replaces or continues the file's rows. What earlier readings found and this one misses is kept beside them. */
  write(reading: FileReading, now: Millis): Written;
  /** How many files of a session are known. */
  countOf(sessionId: string): number;
  /** Whether anything is kept for a session that is gone from the files. */
  hasGone(sessionId: string): boolean;
  /** All files of a session with all their records, also those that are gone from them. */
  filesOf(sessionId: string): SessionFile[];
  /** Keeps records of which an earlier reading kept only that they counted, as gone from the session's own transcript, or its agent's. */
  keepGone(sessionId: string, records: readonly TranscriptRecord[], why: GoneWhy, now: Millis): Vanished | null;
}

type KnownFile = Pick<FileState, 'fileId' | 'path' | 'kind' | 'sessionId' | 'agentId'>;

/** Prepares the statements on `files`, `journal`, `gone_records` and `issues`. */
export function fileStates(store: Store): FileStates {
  const known = knownFiles(store);
  const { byPath } = known;
  const gone = goneRecords(store);
  const journalFrom = store
    .prepare<[number, number], Uint8Array>(
      'SELECT records FROM journal WHERE file_id = ? AND from_line >= ? ORDER BY from_line',
    )
    .pluck();
  const keepGone = goneKeeper(gone, (fileId) => journalFrom.all(fileId, 0));
  const write = readingWriter(store);

  return {
    byPath: (path) => byPath.get(path),
    write(reading, now) {
      const before = byPath.get(reading.path);
      if (before === undefined) {
        write(reading);
        return NOTHING_GONE;
      }
      const journal = journalFrom.all(before.fileId, reading.fromLine);
      write(reading);
      return keepGone(before, journal, reading, now);
    },
    countOf: known.countOf,
    hasGone: gone.isOf,
    filesOf(sessionId) {
      return known.filesOf(sessionId).map(({ fileId, path, kind, agentId, sessionId: ofFile }) => {
        const journal = ofFile === sessionId ? recordsIn(journalFrom.all(fileId, 0)) : [];
        const runs = gone.of(fileId).filter((run) => run.sessionId === sessionId);
        return { path, kind, agentId, records: withGone({ journal, gone: runs }) };
      });
    },
    keepGone(sessionId, records, why, seenAt) {
      const files = known.filesOf(sessionId);
      const file = files.find(({ kind }) => kind === 'main') ?? files[0];
      if (file === undefined || records.length === 0) return null;
      for (const [{ fileId }, own] of byFile(records, files, file)) {
        const left = answerKeys(recordsIn(journalFrom.all(fileId, 0)));
        const run = { sessionId, afterLine: Number.MAX_SAFE_INTEGER, seenAt, why, records: own } as const;
        gone.replace(fileId, [...gone.of(fileId), run], left);
      }
      const responses = answerKeys(records).size;
      return { path: file.path, sessionId, why, responses, records: responses };
    },
  };
}

/** Records by the file that they would come back in: that of their agent, else the session's own. A place goes with what is behind it. */
function byFile(
  records: readonly TranscriptRecord[],
  files: readonly KnownFile[],
  own: KnownFile,
): ReadonlyMap<KnownFile, TranscriptRecord[]> {
  const ofAgent = new Map(files.flatMap((file) => (file.kind === 'meta' ? [] : [[file.agentId, file] as const])));
  const sorted = new Map<KnownFile, TranscriptRecord[]>();
  let places: TranscriptRecord[] = [];
  for (const record of records) {
    places.push(record);
    if (record.kind === 'place') continue;
    const agentId = record.kind === 'answer' ? record.agentId : null;
    const file = (agentId === null ? undefined : ofAgent.get(agentId)) ?? own;
    const into = sorted.get(file) ?? [];
    append(into, places);
    sorted.set(file, into);
    places = [];
  }
  return sorted;
}

const COLUMNS = `file_id AS fileId, path, kind, session_id AS sessionId, agent_id AS agentId, size, mtime_ms AS mtimeMs,
  ino, head_hash AS headHash, position, next_line AS nextLine, parser_version AS parserVersion`;

/** What is known of files: a session has those that are of it now, and those from which something of it is gone. */
function knownFiles(store: Store) {
  const byPath = store.prepare<[string], FileState>(`SELECT ${COLUMNS} FROM files WHERE path = ?`);
  const ofSession = `(session_id = ? OR file_id IN (SELECT file_id FROM gone_records WHERE session_id = ?))`;
  const filesOf = store.prepare<[string, string], KnownFile>(
    `SELECT ${COLUMNS} FROM files WHERE ${ofSession} ORDER BY path`,
  );
  const countOf = store.prepare<[string, string], number>(`SELECT count(*) FROM files WHERE ${ofSession}`).pluck();
  return {
    byPath,
    filesOf: (sessionId: string) => filesOf.all(sessionId, sessionId),
    countOf: (sessionId: string) => countOf.get(sessionId, sessionId) ?? 0,
  };
}

/** Writes a file's own rows. */
function readingWriter(store: Store): (reading: FileReading) => void {
  const upsert = store.prepare<unknown[], number>(`
    INSERT INTO files (path, kind, session_id, agent_id, size, mtime_ms, ino, head_hash, position, next_line, parser_version)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (path) DO UPDATE SET
      kind = excluded.kind, session_id = excluded.session_id, agent_id = excluded.agent_id, size = excluded.size,
      mtime_ms = excluded.mtime_ms, ino = excluded.ino, head_hash = excluded.head_hash, position = excluded.position,
      next_line = excluded.next_line, parser_version = excluded.parser_version
    RETURNING file_id`);
  upsert.pluck();
  const forgetFrom = [
    store.prepare('DELETE FROM journal WHERE file_id = ? AND from_line >= ?'),
    store.prepare('DELETE FROM issues WHERE file_id = ? AND (line >= ? OR line = 0)'),
  ];
  const addJournal = store.prepare('INSERT INTO journal (file_id, from_line, records) VALUES (?, ?, ?)');
  const addIssues = issueWriter(store);
  return (reading) => {
    const { path, kind, sessionId, agentId, size, mtimeMs, ino, headHash, position, nextLine } = reading;
    const stamp = [size, mtimeMs, ino, headHash, position, nextLine, PARSER_VERSION];
    const id = upsert.get(path, kind, sessionId, agentId, ...stamp);
    for (const forget of forgetFrom) forget.run(id, reading.before === null ? 0 : reading.fromLine);
    for (const part of reading.journal) addJournal.run(id, part.fromLine, part.records);
    addIssues(id ?? 0, reading.issues);
  };
}

const NOTHING_GONE: Written = { vanished: null, sessions: [] };

/** Keeps what a reading misses of the journal that it replaces. */
function goneKeeper(gone: GoneRecords, journalNow: (fileId: number) => Uint8Array[]) {
  return (before: FileState, replaced: readonly Uint8Array[], reading: FileReading, seenAt: Millis): Written => {
    const runs = gone.of(before.fileId);
    const now = reading.journal.map(({ records }) => records);
    if (runs.length === 0 && (replaced.length === 0 || sameRecords(replaced, now))) return NOTHING_GONE;
    const compared = goneAfter({ journal: recordsIn(replaced), gone: runs }, recordsIn(now), {
      mark: { sessionId: sessionOf(before, reading), seenAt, why: reading.changed ?? 'rewritten' },
      fromLine: reading.fromLine,
      isGone: goneUnder(before, reading),
    });
    const left = answerKeys(recordsIn(journalNow(before.fileId)));
    if (compared.runs.length > 0 || runs.length > 0) gone.replace(before.fileId, compared.runs, left);
    const sessions = [...new Set(runs.map(({ sessionId }) => sessionId))];
    return { vanished: vanishedOf(reading, compared.fresh, left), sessions };
  };
}

/** The reading that a flat agent's session became known by also says whose its earlier records are. */
function sessionOf(before: FileState, { sessionId }: FileReading): string {
  return before.kind === 'flat-agent' && before.sessionId === `agent-${before.agentId}` ? sessionId : before.sessionId;
}

/**
 * Of what another version of the parser made, only records that have a name can be compared with what this one makes, and
 * only in a file that has changed can any be gone.
 */
function goneUnder({ parserVersion }: FileState, { changed }: FileReading): (isNamed: boolean | null) => boolean {
  if (parserVersion === PARSER_VERSION) return () => true;
  return (isNamed) => changed !== null && isNamed === false;
}

function vanishedOf(
  { path, sessionId, changed }: FileReading,
  fresh: readonly TranscriptRecord[],
  left: ReadonlySet<string>,
): Vanished | null {
  if (fresh.length === 0) return null;
  const responses = [...answerKeys(fresh)].filter((key) => !left.has(key)).length;
  return { path, sessionId, why: changed ?? 'rewritten', responses, records: fresh.length };
}

function recordsIn(journal: readonly Uint8Array[]): TranscriptRecord[] {
  return journal.flatMap((part) => decodeRecords(part));
}
