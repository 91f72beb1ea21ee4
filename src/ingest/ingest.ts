import { buildSession } from '../build/build-session.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import type { Issue } from '../model/issue.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { type FileStates, fileStates } from '../store/file-states.ts';
import type { Store } from '../store/open-store.ts';
import { responseSettler } from '../store/settle-responses.ts';
import { sessionWriter } from '../store/write-session.ts';
import { readTranscript, type TranscriptReading } from './read-transcript.ts';
import { type WorkUnit, workToDo } from './work-to-do.ts';

/** Bytes read before their rows are committed: large enough to be fast, small enough to stop in time. */
const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_UNITS = 400;

export interface IngestOptions {
  /** Whether to stop before the next batch. */
  readonly isOver: () => boolean;
  readonly onProgress: (progress: IngestProgress) => void;
  /** Read every file anew. */
  readonly reindex: boolean;
  readonly projectOf: (cwd: string) => string;
  /** A file that could not be read. */
  readonly onIssue: (issue: Issue) => void;
}

export interface IngestProgress {
  readonly bytesDone: number;
  readonly bytesToDo: number;
  readonly sessionsDone: number;
  readonly sessionsToDo: number;
}

/** What one run did. */
export interface IngestOutcome {
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Sessions with changes that were not read in time. */
  readonly sessionsLeft: number;
  /** Sessions that another tj was writing at the same time. */
  readonly sessionsBusy: number;
}

/**
 * The pipeline: files that changed are read, parsed and journaled, the sessions they belong to are built anew from
 * their journal, and the responses behind them are settled. Newest sessions first; rows and read positions of a batch
 * are committed together, so that a stop at any point loses nothing and repeats nothing (A8, A9).
 */
export function ingest(store: Store, files: readonly TranscriptFile[], options: IngestOptions): IngestOutcome {
  const states = fileStates(store);
  const work = workToDo(files, states.all(), options.reindex);
  const write = batchWriter(store, states, options.projectOf);
  const bytesToDo = work.reduce((sum, unit) => sum + unit.bytes, 0);
  let [bytesDone, sessionsDone, filesRead, bytesRead, bytesCommitted, sessionsBusy] = [0, 0, 0, 0, 0, 0];
  let batch: TranscriptReading[] = [];
  let unitsInBatch = 0;
  const commit = () => {
    sessionsBusy += write(batch);
    batch = [];
    unitsInBatch = 0;
    bytesCommitted = bytesRead;
    options.onProgress({ bytesDone, bytesToDo, sessionsDone, sessionsToDo: work.length });
  };
  for (const unit of work) {
    if (unitsInBatch === 0 && options.isOver()) break;
    for (const reading of readUnit(unit, options.onIssue)) {
      batch.push(reading);
      filesRead++;
      bytesRead += reading.bytesRead;
    }
    bytesDone += unit.bytes;
    sessionsDone++;
    unitsInBatch++;
    if (bytesRead - bytesCommitted >= BATCH_BYTES || unitsInBatch >= BATCH_UNITS) commit();
  }
  commit();
  return { filesRead, bytesRead, sessionsLeft: work.length - sessionsDone, sessionsBusy };
}

function readUnit(unit: WorkUnit, onIssue: (issue: Issue) => void): TranscriptReading[] {
  return unit.changes.flatMap((change) => readTranscript(change, onIssue) ?? []);
}

/** Commits a batch of readings; tells how many sessions another tj had changed meanwhile, which are not written. */
function batchWriter(store: Store, states: FileStates, projectOf: (cwd: string) => string) {
  const writeSession = sessionWriter(store);
  const settle = responseSettler(store);
  return (batch: readonly TranscriptReading[]): number => {
    const busy = new Set<string>();
    const commit = store.transaction(() => {
      const fresh = new Map<string, readonly TranscriptRecord[]>();
      const sessions = new Set<string>();
      for (const reading of batch) {
        const now = states.byPath(reading.path);
        if (!sameState(now, reading.before)) {
          busy.add(reading.sessionId);
          continue;
        }
        states.write(reading);
        if (reading.fromLine === 1) fresh.set(reading.path, [...reading.records, ...reading.tailRecords]);
        sessions.add(reading.sessionId);
        if (now !== undefined) sessions.add(now.sessionId);
      }
      const touched = new Set<string>();
      for (const id of sessions) {
        const rows = buildSession(sessionIdOf(id), states.filesOf(id, fresh));
        const project = rows.session.cwd === null ? null : projectOf(rows.session.cwd);
        for (const key of writeSession(rows, project)) touched.add(key);
      }
      settle(touched);
    });
    commit.immediate();
    return busy.size;
  };
}

/** Whether the stored state is still the one that a reading was based on: the loser of a race must not write. */
function sameState(now: ReturnType<FileStates['byPath']>, before: TranscriptReading['before']): boolean {
  if (now === undefined || before === null) return now === undefined && before === null;
  return (
    now.position === before.position && now.headHash === before.headHash && now.parserVersion === before.parserVersion
  );
}
