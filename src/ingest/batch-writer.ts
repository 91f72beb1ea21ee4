import type { Vanished } from '../model/gone-records.ts';
import type { Millis } from '../model/time.ts';
import { faultKeeper } from '../store/faults.ts';
import { type FileReading, type FileState, type FileStates, fileStates } from '../store/file-states.ts';
import { lostAnswers } from '../store/lost-answers.ts';
import { isDamaged, type Store } from '../store/open-store.ts';
import { ownershipResolver } from '../store/resolve-ownership.ts';
import { wholeSessions } from '../store/session-depth.ts';
import { sessionDropper, sessionWriter, type TouchedKeys } from '../store/write-session.ts';
import { accountKeeper } from './keep-accounts.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';
import { type LookAtFolder, sessionPlacer } from './place-sessions.ts';
import type { UnitReading } from './read-unit.ts';
import { alone, SessionFault } from './session-fault.ts';

/** What came of writing a batch. */
export interface WrittenBatch {
  /** Sessions that another tj changed meanwhile, and that were not written. */
  readonly busy: number;
  /** What these readings are the first to miss in files. */
  readonly vanished: readonly Vanished[];
  /** Sessions read for their usage alone that share responses with those written. */
  readonly sharing: readonly string[];
  /** Why sessions could not be built, by id. What there was of them is as it was. */
  readonly faults: ReadonlyMap<string, string>;
}

/** Writes a batch in one transaction. */
export type BatchWriter = (batch: readonly UnitReading[]) => WrittenBatch;

/** A writer into `store`; `projectOf` looks at a working folder, `now` is when the files are read. */
export function batchWriter(store: Store, states: FileStates, projectOf: LookAtFolder, now: Millis): BatchWriter {
  const writeSessions = sessionsWriter(store, states, projectOf, now);
  return withoutFaulty(store, (batch, faults): WrittenBatch => {
    const sessions = new Map<string, UnitReading | null>();
    const vanished: Vanished[] = [];
    let busy = 0;
    for (const unit of batch) {
      if (!unit.readings.every((reading) => sameState(states.byPath(reading.path), reading.before))) busy++;
      else for (const id of writeFiles(unit, states, now, vanished)) sessions.set(id, sessions.has(id) ? null : unit);
    }
    const written = writeSessions(sessions, faults);
    return { ...written, busy, vanished: [...vanished, ...written.vanished], faults };
  });
}

/**
 * A function that has `write` write a batch in one transaction: once more, without it, for each session that turns out to be
 * one that cannot be built.
 */
export function withoutFaulty<Batch, Written>(
  store: Store,
  write: (batch: Batch, faults: ReadonlyMap<string, string>) => Written,
): (batch: Batch) => Written {
  const { immediate } = store.transaction(write);
  return (batch) => {
    for (const faults = new Map<string, string>(); ; ) {
      try {
        return immediate(batch, faults);
      } catch (error) {
        // Whatever fails on a damaged store may fail for that.
        if (!(error instanceof SessionFault)) throw error;
        if (faults.has(error.sessionId) || isDamaged(store)) throw error.cause;
        faults.set(error.sessionId, error.message);
      }
    }
  };
}

/**
 * Writes sessions anew, each from what was read of it now, or, where that is null, from all that its journal holds, but for
 * those of `faults`. To be used within a transaction. Throws `SessionFault` for one that cannot be built.
 */
export function sessionsWriter(
  store: Store,
  states: FileStates,
  projectOf: LookAtFolder,
  now: Millis,
): (
  sessions: ReadonlyMap<string, UnitReading | null>,
  faults: ReadonlyMap<string, string>,
) => Omit<WrittenBatch, 'busy' | 'faults'> {
  const writeSession = sessionWriter(store);
  const resolve = ownershipResolver(store);
  const keepAccounts = accountKeeper(store, states);
  const placeSessions = sessionPlacer(store, projectOf);
  const dropSession = sessionDropper(store);
  const keepLost = lostAnswers(store, states);
  const isWhole = wholeSessions(store);
  const faulty = faultKeeper(store);
  const build = (id: string) => {
    const files = states.filesOf(id);
    return alone(id, () => rowsOf(id, files));
  };
  return (sessions, faults) => {
    const vanished: Vanished[] = [];
    const touched: TouchedKeys = new Map();
    const rewritten = new Set<string>();
    const written = new Map<string, LaidOutRows>();
    for (const [id, unit] of sessions) {
      if (faults.has(id)) continue;
      let rows = builtFromAll(id, unit, states) ?? build(id);
      const own = unit?.readings.find(({ kind, sessionId }) => kind === 'main' && sessionId === id);
      const lost = keepLost(rows, own?.changed ?? 'rewritten', now);
      if (lost !== null) {
        vanished.push(lost);
        rows = build(id);
      }
      if (alone(id, () => writeSession(rows, touched)) === 'rewritten') rewritten.add(id);
      faulty.clear(id);
      written.set(id, rows);
    }
    placeSessions(written.values());
    const changed = resolve(touched, rewritten);
    keepAccounts(written, changed, faults);
    for (const id of sessions.keys()) if (states.countOf(id) === 0) dropSession(id);
    return { vanished, sharing: [...changed].filter((id) => !written.has(id) && !isWhole(id)) };
  };
}

/**
 * The rows that were built on reading, if that was from all that is known of the session: a flat agent can have come apart,
 * and something may be gone from the files.
 */
function builtFromAll(id: string, unit: UnitReading | null, states: FileStates): LaidOutRows | null {
  if (unit?.rows?.session.sessionId !== id || states.hasGone(id)) return null;
  return states.countOf(id) === unit.readings.length ? unit.rows : null;
}

/** Writes what was read of a session's files, adds to `vanished`, and gives the sessions that have to be written after it. */
function writeFiles(unit: UnitReading, states: FileStates, now: Millis, vanished: Vanished[]): Set<string> {
  const sessions = new Set<string>();
  for (const reading of unit.readings) {
    const before = states.byPath(reading.path);
    const written = states.write(reading, now);
    if (written.vanished !== null) vanished.push(written.vanished);
    for (const id of [reading.sessionId, ...written.sessions]) sessions.add(id);
    if (before !== undefined) sessions.add(before.sessionId);
  }
  return sessions;
}

/** Whether the stored state is still the one that a reading was based on: the loser of a race must not write. */
function sameState(now: FileState | undefined, before: FileReading['before']): boolean {
  if (now === undefined || before === null) return now === undefined && before === null;
  return (
    now.position === before.position && now.headHash === before.headHash && now.parserVersion === before.parserVersion
  );
}

/** Writes sessions from all that their journal holds, in one transaction; of those that cannot be built that is kept. */
export function keptWriter(store: Store, projectOf: LookAtFolder, now: Millis): (ids: readonly string[]) => void {
  const rebuild = sessionsWriter(store, fileStates(store), projectOf, now);
  const { keepOfGone } = faultKeeper(store);
  return withoutFaulty<readonly string[], void>(store, (ids, faults) => {
    rebuild(new Map(ids.map((id) => [id, null])), faults);
    for (const [id, reason] of faults) keepOfGone(id, reason);
  });
}

/** Sessions that are built in one go, and what is kept of them in bytes. */
const AT_ONCE = 50;
const BYTES_AT_ONCE = 4 * 1024 * 1024;

/** Builds sessions anew from what is kept of them. To be used within a transaction. */
export type KeptBuilder = (ids: readonly string[], onBuilt?: (built: number, toBuild: number) => void) => void;

/** Prepares to build sessions, a few at a time: all that is kept of one stands in memory while it is built. */
export function keptBuilder(store: Store, projectOf: LookAtFolder, now: Millis): KeptBuilder {
  const write = keptWriter(store, projectOf, now);
  const bytesOf = store
    .prepare<[string], number>(
      'SELECT coalesce(sum(length(records)), 0) FROM files JOIN journal USING (file_id) WHERE session_id = ?',
    )
    .pluck();
  return (ids, onBuilt = () => undefined) => {
    let batch: string[] = [];
    let bytes = 0;
    const flush = () => {
      write(batch);
      [batch, bytes] = [[], 0];
    };
    ids.forEach((id, at) => {
      batch.push(id);
      bytes += bytesOf.get(id) ?? 0;
      if (bytes < BYTES_AT_ONCE && batch.length < AT_ONCE) return;
      flush();
      onBuilt(at + 1, ids.length);
    });
    flush();
  };
}
