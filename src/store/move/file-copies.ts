import { goneAfter, withGone } from '../../build/gone-records.ts';
import type { GoneRun } from '../../model/gone-records.ts';
import type { LabelsKept } from '../../model/label.ts';
import type { TranscriptRecord } from '../../model/records.ts';
import { type Millis, millis } from '../../model/time.ts';
import { inflated } from '../deflated.ts';
import { unlabelled, unlabelledRun } from '../drop-labels.ts';
import { answerKeys, goneRecords } from '../gone-records.ts';
import { decodeRecords, encodeRecords, sameRecords } from '../journal-codec.ts';
import type { Store } from '../open-store.ts';
import type { ExportedFile } from './export-line.ts';

/** What a file looked like when it was read last, of `files`. */
const STAMP_COLUMNS = ['size', 'mtime_ms', 'ino', 'head_hash', 'position', 'next_line', 'parser_version'] as const;
const COLUMNS = ['session_id', 'kind', 'agent_id', 'machine', ...STAMP_COLUMNS] as const;
type Stamp = readonly [
  ...[size: number, mtimeMs: number, ino: number, headHash: string],
  ...[position: number, nextLine: number, parserVersion: number],
];

/** A file of the store with all that is kept of it. */
interface FileCopy {
  readonly path: string;
  readonly kind: string;
  readonly sessionId: string;
  readonly agentId: string | null;
  readonly machine: string;
  readonly stamp: Stamp;
  readonly journal: readonly (readonly [fromLine: number, records: Uint8Array])[];
  readonly gone: readonly GoneRun[];
  readonly issues: ExportedFile['issues'];
}

/** Where a copy that came from elsewhere is put, and how. */
export interface Adopting {
  /** Whether this machine has a transcript of this path, which will go on growing. */
  readonly isOnDisk: (path: string) => boolean;
  readonly now: Millis;
  /** What is kept of texts. */
  readonly labels: LabelsKept;
}

/** Access to files with all that is kept of them. */
export interface FileCopies {
  /** All files, by session and path; `machine`: what this one is called. */
  all(machine: string): Iterable<ExportedFile>;
  isKnown(path: string): boolean;
  /**
   * Keeps a file that another store kept: as it is where none of its path is known, else what either has and the other lacks.
   * Returns the sessions of which something is new. Throws what zlib or `JSON.parse` says of bytes that are no records.
   */
  adopt(file: ExportedFile, how: Adopting): readonly string[];
}

/** Prepares the statements. To be used within a transaction. */
export function fileCopies(store: Store): FileCopies {
  const read = copyReader(store);
  const write = copyWriter(store);
  const gone = goneRecords(store);
  const idOf = store.prepare<[string], number>('SELECT file_id FROM files WHERE path = ?').pluck();
  const rename = store.prepare('UPDATE files SET machine = ? WHERE file_id = ?');
  const ids = store.prepare<[], number>('SELECT file_id FROM files ORDER BY session_id, path').pluck();
  return {
    *all(machine) {
      for (const fileId of ids.all()) {
        const copy = read(fileId);
        yield exported({ ...copy, machine: copy.machine || machine });
      }
    },
    isKnown: (path) => idOf.get(path) !== undefined,
    adopt(file, { isOnDisk, now, labels }) {
      const there = labels === 'none' ? withoutTexts(imported(file)) : imported(file);
      const fileId = idOf.get(there.path);
      if (fileId === undefined) {
        const added = write(there);
        if (there.gone.length > 0) gone.replace(added, there.gone, answerKeys(recordsIn(there)));
        return sessionsOf(there);
      }
      const here = read(fileId);
      const [base, other] = !isOnDisk(here.path) && isLater(there, here) ? [there, here] : [here, there];
      const lacking = lackingIn(base, other, now);
      if (base === here && lacking.length === 0) {
        if (here.machine !== '') rename.run(there.machine, fileId);
        return [];
      }
      const sessionId = isUnnamed(base) ? other.sessionId : base.sessionId;
      write({ ...base, sessionId, machine: here.machine && there.machine });
      const runs = [...base.gone, ...lacking].sort((a, b) => a.afterLine - b.afterLine);
      gone.replace(fileId, runs, answerKeys(recordsIn(base)));
      return [...new Set([...sessionsOf(here), ...sessionsOf(there)])];
    },
  };
}

function sessionsOf({ sessionId, gone }: FileCopy): string[] {
  return [...new Set([sessionId, ...gone.map((run) => run.sessionId)])];
}

/** A flat agent's file that was read before it named its session. */
function isUnnamed({ kind, agentId, sessionId }: FileCopy): boolean {
  return kind === 'flat-agent' && sessionId === `agent-${agentId}`;
}

/** Whether one copy says more of what the file was like last. */
function isLater(one: FileCopy, other: FileCopy): boolean {
  const [a, b] = [one, other].map(({ journal, stamp }) => [journal.length > 0 ? 1 : 0, stamp[1], stamp[0]]);
  const at = a?.findIndex((value, index) => value !== b?.[index]) ?? -1;
  return (a?.[at] ?? 0) > (b?.[at] ?? 0);
}

/** What `other` has of the file and `base` lacks, as what is gone from `base`. */
function lackingIn(base: FileCopy, other: FileCopy, now: Millis): readonly GoneRun[] {
  const journals = [base, other].map(({ journal }) => journal.map(([, records]) => records)) as [
    Uint8Array[],
    Uint8Array[],
  ];
  if (other.gone.length === 0 && sameRecords(...journals)) return [];
  const isSameParser = base.stamp[6] === other.stamp[6];
  return goneAfter({ journal: recordsIn(other), gone: other.gone }, allRecords(base), {
    mark: { sessionId: other.sessionId, seenAt: now, why: 'elsewhere' },
    fromLine: 1,
    isGone: (isNamed) => isSameParser || isNamed === false,
  }).runs;
}

/** What stands in the file, and what is gone from it where it stood. */
function allRecords(copy: FileCopy): readonly TranscriptRecord[] {
  const gone = copy.gone.map((run) => {
    return { ...run, records: run.records.map((record) => ({ ...record, line: run.afterLine })) };
  });
  return withGone({ journal: recordsIn(copy), gone });
}

function recordsIn({ journal }: FileCopy): TranscriptRecord[] {
  return journal.flatMap(([, records]) => decodeRecords(records));
}

function exported({ path, kind, sessionId, agentId, machine, stamp, journal, gone, issues }: FileCopy): ExportedFile {
  return {
    ...{ path, kind, session: sessionId, agent: agentId, machine, stamp },
    journal: journal.map(([fromLine, records]) => [fromLine, base64(records)]),
    gone: gone.map((run) => [run.sessionId, run.afterLine, run.seenAt, run.why, base64(encodeRecords(run.records))]),
    issues,
  };
}

function imported({ path, kind, session, agent, machine, stamp, journal, gone, issues }: ExportedFile): FileCopy {
  const bytesOf = (records: string) => {
    const bytes = Uint8Array.from(Buffer.from(records, 'base64'));
    inflated(bytes);
    return bytes;
  };
  return {
    ...{ path, kind, sessionId: session, agentId: agent, machine, issues },
    stamp: stamp as Stamp,
    journal: journal.map(([fromLine, records]) => [fromLine, bytesOf(records)]),
    gone: gone.map(([sessionId, afterLine, seenAt, why, records]) => {
      return { sessionId, afterLine, seenAt: millis(seenAt), why, records: decodeRecords(bytesOf(records)) };
    }),
  };
}

function withoutTexts(copy: FileCopy): FileCopy {
  return {
    ...copy,
    journal: copy.journal.map(([fromLine, records]) => [fromLine, unlabelled(records)]),
    gone: copy.gone.map(unlabelledRun),
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

type Row = readonly [
  ...[path: string, sessionId: string, kind: string, agentId: string | null, machine: string],
  ...Stamp,
];

function copyReader(store: Store): (fileId: number) => FileCopy {
  const file = store.prepare<[number], Row>(`SELECT path, ${COLUMNS.join(', ')} FROM files WHERE file_id = ?`).raw();
  const journal = store
    .prepare<[number], readonly [number, Uint8Array]>(
      'SELECT from_line, records FROM journal WHERE file_id = ? ORDER BY from_line',
    )
    .raw();
  const issues = store
    .prepare<[number], readonly [number, string, string, number]>(
      'SELECT line, kind, detail, count FROM issues WHERE file_id = ? ORDER BY line, kind',
    )
    .raw();
  const gone = goneRecords(store);
  return (fileId) => {
    const [path, sessionId, kind, agentId, machine, ...stamp] = file.get(fileId) as Row;
    const kept = { path, sessionId, kind, agentId, machine, stamp };
    return { ...kept, journal: journal.all(fileId), gone: gone.of(fileId), issues: issues.all(fileId) };
  };
}

/** Writes a file's own rows in place of those it had, but for what is gone from it; returns its number. */
function copyWriter(store: Store): (copy: FileCopy) => number {
  const put = store
    .prepare<unknown[], number>(`
      INSERT INTO files (path, ${COLUMNS.join(', ')}) VALUES (?, ${COLUMNS.map(() => '?').join(', ')})
      ON CONFLICT (path) DO UPDATE SET ${COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ')}
      RETURNING file_id`)
    .pluck();
  const forget = ['journal', 'issues'].map((table) => store.prepare(`DELETE FROM ${table} WHERE file_id = ?`));
  const putJournal = store.prepare('INSERT INTO journal (file_id, from_line, records) VALUES (?, ?, ?)');
  const putIssue = store.prepare('INSERT INTO issues (file_id, line, kind, detail, count) VALUES (?, ?, ?, ?, ?)');
  return ({ path, sessionId, kind, agentId, machine, stamp, journal, issues }) => {
    const fileId = put.get(path, sessionId, kind, agentId, machine, ...stamp) as number;
    for (const statement of forget) statement.run(fileId);
    for (const row of journal) putJournal.run(fileId, ...row);
    for (const row of issues) putIssue.run(fileId, ...row);
    return fileId;
  };
}
