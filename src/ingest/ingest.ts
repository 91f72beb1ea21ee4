import type { DepthOf } from '../model/depth.ts';
import type { Vanished } from '../model/gone-records.ts';
import type { Issue } from '../model/issue.ts';
import type { LabelsKept } from '../model/label.ts';
import { append } from '../model/long-lists.ts';
import { type Millis, millis } from '../model/time.ts';
import type { TranscriptFile } from '../model/transcript-file.ts';
import { fileGlimpses } from '../store/file-glimpses.ts';
import type { Store } from '../store/open-store.ts';
import type { LookAtFolder } from './place-sessions.ts';
import { planReading, type ReadingPlan } from './plan-reading.ts';
import type { UnitReading } from './read-unit.ts';
import type { UsageUnit } from './read-usage.ts';
import { rebuildKept } from './rebuild-kept.ts';
import { sessionOfFlat } from './session-of-flat.ts';
import type { WorkUnit } from './work-to-do.ts';

/** Bytes and sessions read before their rows are committed: enough to be fast, few enough to lose little to a kill. */
const BATCH_BYTES = 8 * 1024 * 1024;
const BATCH_SESSIONS = 400;

export interface IngestOptions {
  /** Until when sessions are read, as `isLaterThan` takes it; null for no limit. */
  readonly stopAt: number | null;
  readonly onProgress: (progress: IngestProgress) => void;
  /** How far each session is to be read. */
  readonly depthOf: DepthOf;
  /** Read every file anew. */
  readonly reindex: boolean;
  readonly projectOf: LookAtFolder;
  /** What is kept of texts; absent: short labels. */
  readonly labels?: LabelsKept;
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
 * The pipeline: what changed is read as far as it is needed. At depth 1 the responses of a session are taken from the lines
 * that hold them; at depth 2 its files are read, parsed and journaled, it is built anew from its journal, and it is decided
 * which of the responses that it shows are its own. Newest sessions first; rows and read positions of a batch are
 * committed together, so that a stop at any point loses nothing and repeats nothing (A8, A9).
 */
export async function ingest(
  store: Store,
  files: readonly TranscriptFile[],
  options: IngestOptions,
): Promise<IngestOutcome> {
  const glimpses = fileGlimpses(store);
  if (options.reindex && options.labels === 'none') await dropKeptLabels(store, options);
  const plan = planReading(files, glimpses, { ...options, sessionOf: sessionOfFlat });
  let outcome = NOTHING_TO_DO;
  // Whose a response is that several sessions show depends on all that they hold: these are read whole in any case.
  let sharing: ReadonlySet<string> = new Set();
  const faults = new Map<string, string>();
  if (plan.usage.length > 0) {
    const usage = await readForUsage(store, plan.usage, options);
    outcome = both(outcome, usage.outcome);
    sharing = usage.sharing;
  }
  for (let whole = [...plan.spans, ...plan.filesOf(sharing)]; whole.length > 0; whole = plan.filesOf(sharing)) {
    const read = await readWhole(store, whole, options);
    outcome = both(outcome, read.outcome);
    sharing = read.sharing;
    for (const [id, reason] of read.faults) faults.set(id, reason);
  }
  if (faults.size > 0) await keepFaulty(store, faults, plan, options);
  // What is gone is not asked for first.
  const keptLeft = await rebuildKept(store, options.onDisk ?? files, glimpses, options);
  return keptLeft === 0 ? outcome : { ...outcome, sessionsLeft: outcome.sessionsLeft + keptLeft };
}

/** What a reading did, and sessions that share responses and have to be read whole for it. */
interface Reading {
  readonly outcome: IngestOutcome;
  readonly sharing: ReadonlySet<string>;
  /** Why sessions could not be built, by id. */
  readonly faults: ReadonlyMap<string, string>;
}

/**
 * Keeps that sessions could not be built, until a file of theirs changes. Of one that was never read whole there are its
 * responses still, which are read by other code.
 */
async function keepFaulty(
  store: Store,
  faults: ReadonlyMap<string, string>,
  { unitOf }: ReadingPlan,
  options: IngestOptions,
): Promise<void> {
  const [{ faultKeeper }, { wholeSessions }] = await Promise.all([
    import('../store/faults.ts'),
    import('../store/session-depth.ts'),
  ]);
  const isWhole = wholeSessions(store);
  const units = [...faults.keys()].filter((id) => !isWhole(id)).map(unitOf);
  if (units.length > 0) await readForUsage(store, units, { ...options, stopAt: null });
  const { keep } = faultKeeper(store);
  store
    .transaction(() => {
      for (const [id, reason] of faults) keep(id, unitOf(id).files, reason);
    })
    .immediate();
}

function both(a: IngestOutcome, b: IngestOutcome): IngestOutcome {
  return {
    unchanged: a.unchanged && b.unchanged,
    filesRead: a.filesRead + b.filesRead,
    bytesRead: a.bytesRead + b.bytesRead,
    sessionsLeft: a.sessionsLeft + b.sessionsLeft,
    sessionsBusy: a.sessionsBusy + b.sessionsBusy,
    issues: [...a.issues, ...b.issues],
    vanished: [...a.vanished, ...b.vanished],
  };
}

/** What was kept of texts before goes first: what is read anew is held against what is left of it. */
async function dropKeptLabels(store: Store, { projectOf, now }: IngestOptions): Promise<void> {
  const [{ dropLabels }, { keptBuilder }, { giveBack }] = await Promise.all([
    import('../store/drop-labels.ts'),
    import('./batch-writer.ts'),
    import('../store/forget.ts'),
  ]);
  const changed = store
    .transaction(() => {
      const sessions = dropLabels(store);
      keptBuilder(store, projectOf, now ?? millis(Date.now()))([...sessions]);
      return sessions.size;
    })
    .immediate();
  if (changed > 0) giveBack(store);
}

async function readForUsage(store: Store, units: readonly UsageUnit[], options: IngestOptions): Promise<Reading> {
  const { ingestUsage } = await import('./ingest-usage.ts');
  const bytesToDo = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const onRead = (bytesDone: number, sessionsDone: number) => {
    options.onProgress({ bytesDone, bytesToDo, sessionsDone, sessionsToDo: units.length });
  };
  const { deeper, ...rest } = await ingestUsage(store, units, { ...options, onRead });
  return { outcome: { ...NOTHING_TO_DO, ...rest, unchanged: false }, sharing: deeper, faults: new Map() };
}

async function readWhole(store: Store, files: readonly TranscriptFile[], options: IngestOptions): Promise<Reading> {
  // Most runs end before this: what reads and builds is loaded only when there is something to read.
  const [{ fileStates }, { workToDo }, { batchWriter }, { readUnits }] = await Promise.all([
    import('../store/file-states.ts'),
    import('./work-to-do.ts'),
    import('./batch-writer.ts'),
    import('./reader-pool.ts'),
  ]);
  const states = fileStates(store);
  const units = workToDo(files, fileGlimpses(store), states, options.reindex);
  if (units.length === 0) return { outcome: NOTHING_TO_DO, sharing: new Set(), faults: new Map() };
  const write = batchWriter(store, states, options.projectOf, options.now ?? millis(Date.now()));
  const bytesToDo = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const issues: Issue[] = [];
  const vanished: Vanished[] = [];
  const sharing = new Set<string>();
  const faults = new Map<string, string>();
  let [filesRead, bytesRead, unitsSeen, sessionsDone, sessionsBusy, bytesInBatch] = [0, 0, 0, 0, 0, 0];
  let batch: UnitReading[] = [];
  const commit = () => {
    if (batch.length === 0) return;
    const written = write(batch);
    sessionsBusy += written.busy;
    append(vanished, written.vanished);
    for (const id of written.sharing) sharing.add(id);
    for (const [id, reason] of written.faults) faults.set(id, reason);
    batch = [];
    bytesInBatch = 0;
    options.onProgress({ bytesDone: bytesRead, bytesToDo, sessionsDone, sessionsToDo: units.length });
  };
  for await (const unit of readUnits(units, options.stopAt, options.labels ?? 'short')) {
    // They come in their order.
    const which = units[unitsSeen++];
    if (unit.isLeft) continue;
    if (unit.fault !== null) faults.set(sessionOf(which), unit.fault);
    batch.push(unit);
    append(issues, unit.issues);
    filesRead += unit.readings.length;
    bytesRead += unit.bytesRead;
    bytesInBatch += unit.bytesRead;
    sessionsDone++;
    if (bytesInBatch >= BATCH_BYTES || batch.length >= BATCH_SESSIONS) commit();
  }
  commit();
  const sessionsLeft = units.length - sessionsDone;
  return {
    outcome: { unchanged: false, filesRead, bytesRead, sessionsLeft, sessionsBusy, issues, vanished },
    sharing,
    faults,
  };
}

function sessionOf(unit: WorkUnit | undefined): string {
  return unit?.sessionId ?? unit?.changes.map(({ file }) => sessionOfFlat(file))[0] ?? '';
}
