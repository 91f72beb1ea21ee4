import type { Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import { type Millis, millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { type FileGlimpse, fileGlimpses } from '../store/file-glimpses.ts';
import type { Store } from '../store/open-store.ts';
import { changedFiles } from './changed-files.ts';
import type { LookAtFolder } from './place-sessions.ts';
import type { UnitReading } from './read-unit.ts';
import { rebuildKept } from './rebuild-kept.ts';

/** Bytes and sessions read before their rows are committed: enough to be fast, few enough to lose little to a kill. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_SESSIONS = 400;

export interface IngestOptions {
  /** Whether no further session may be begun. */
  readonly isOver: () => boolean;
  readonly onProgress: (progress: IngestProgress) => void;
  /** Read every file anew. */
  readonly reindex: boolean;
  readonly projectOf: LookAtFolder;
  /** All transcripts on disk, where `files` are some of them: what is kept of others is kept of transcripts that are gone. */
  readonly onDisk?: readonly TranscriptFile[];
  /** When this is; absent: by the clock. */
  readonly now?: Millis;
}

export interface IngestProgress {
  readonly bytesDone: number;
  readonly bytesToDo: number;
  readonly sessionsDone: number;
  readonly sessionsToDo: number;
}

/** What one run did. */
export interface IngestOutcome {
  /** Whether the store held all files as they are before anything was read. */
  readonly unchanged: boolean;
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Sessions that were not read in time, or, where their transcripts are gone, not built anew from what is kept of them. */
  readonly sessionsLeft: number;
  /** Sessions that another tj was writing at the same time. */
  readonly sessionsBusy: number;
  /** Files that could not be opened. */
  readonly issues: readonly Issue[];
  /** What this run is the first to miss in files, and what is kept all the same. */
  readonly vanished: readonly Vanished[];
}

const NOTHING_TO_DO: IngestOutcome = {
  unchanged: true,
  filesRead: 0,
  bytesRead: 0,
  sessionsLeft: 0,
  sessionsBusy: 0,
  issues: [],
  vanished: [],
};

/**
 * The pipeline: files that changed are read, parsed and journaled, the sessions they belong to are built anew from
 * their journal, and it is decided who owns their responses. Newest sessions first; rows and read positions of a batch
 * are committed together, so that a stop at any point loses nothing and repeats nothing (A8, A9).
 */
export async function ingest(
  store: Store,
  files: readonly TranscriptFile[],
  options: IngestOptions,
): Promise<IngestOutcome> {
  const glimpses = fileGlimpses(store);
  const outcome = await readChanged(store, files, glimpses, options);
  // What is gone is not asked for first.
  const keptLeft = await rebuildKept(store, options.onDisk ?? files, glimpses, options);
  return keptLeft === 0 ? outcome : { ...outcome, sessionsLeft: outcome.sessionsLeft + keptLeft };
}

async function readChanged(
  store: Store,
  files: readonly TranscriptFile[],
  glimpses: ReadonlyMap<string, FileGlimpse>,
  options: IngestOptions,
): Promise<IngestOutcome> {
  const changed = options.reindex ? files : changedFiles(files, glimpses);
  if (changed.length === 0) return NOTHING_TO_DO;
  // Most runs end here: what reads and builds is loaded only when there is something to read.
  const [{ fileStates }, { workToDo }, { batchWriter }, { readUnits }] = await Promise.all([
    import('../store/file-states.ts'),
    import('./work-to-do.ts'),
    import('./batch-writer.ts'),
    import('./reader-pool.ts'),
  ]);
  const states = fileStates(store);
  const units = workToDo(changed, glimpses, states, options.reindex);
  if (units.length === 0) return NOTHING_TO_DO;
  const write = batchWriter(store, states, options.projectOf, options.now ?? millis(Date.now()));
  const bytesToDo = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const issues: Issue[] = [];
  const vanished: Vanished[] = [];
  let [filesRead, bytesRead, sessionsDone, sessionsBusy, bytesInBatch] = [0, 0, 0, 0, 0];
  let batch: UnitReading[] = [];
  const commit = () => {
    const written = write(batch);
    sessionsBusy += written.busy;
    vanished.push(...written.vanished);
    batch = [];
    bytesInBatch = 0;
    options.onProgress({ bytesDone: bytesRead, bytesToDo, sessionsDone, sessionsToDo: units.length });
  };
  for await (const unit of readUnits(units, options.isOver)) {
    batch.push(unit);
    issues.push(...unit.issues);
    filesRead += unit.readings.length;
    bytesRead += unit.bytesRead;
    bytesInBatch += unit.bytesRead;
    sessionsDone++;
    if (bytesInBatch >= BATCH_BYTES || batch.length >= BATCH_SESSIONS) commit();
  }
  commit();
  const sessionsLeft = units.length - sessionsDone;
  return { unchanged: false, filesRead, bytesRead, sessionsLeft, sessionsBusy, issues, vanished };
}
