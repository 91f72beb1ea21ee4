import type { FileReading, FileState, FileStates } from '../store/file-states.ts';
import type { Store } from '../store/open-store.ts';
import { responseSettler } from '../store/settle-responses.ts';
import { sessionDropper, sessionWriter, type TouchedKeys } from '../store/write-session.ts';
import { accountKeeper } from './keep-accounts.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';
import { type LookAtFolder, sessionPlacer } from './place-sessions.ts';
import type { UnitReading } from './read-unit.ts';

/** Writes a batch in one transaction; tells how many sessions another tj changed meanwhile and were not written. */
export type BatchWriter = (batch: readonly UnitReading[]) => number;

/** A writer into `store`; `projectOf` looks at a working folder. */
export function batchWriter(store: Store, states: FileStates, projectOf: LookAtFolder): BatchWriter {
  const writeSessions = sessionsWriter(store, states, projectOf);
  const write = (batch: readonly UnitReading[]): number => {
    const sessions = new Map<string, UnitReading | null>();
    let busy = 0;
    for (const unit of batch) {
      if (!unit.readings.every((reading) => sameState(states.byPath(reading.path), reading.before))) busy++;
      else for (const id of writeFiles(unit, states)) sessions.set(id, sessions.has(id) ? null : unit);
    }
    writeSessions(sessions);
    return busy;
  };
  const transaction = store.transaction(write);
  return (batch) => (batch.length === 0 ? 0 : transaction.immediate(batch));
}

/**
 * Writes sessions anew, each from what was read of it now, or, where that is null, from all that its journal holds. To be
 * used within a transaction.
 */
export function sessionsWriter(
  store: Store,
  states: FileStates,
  projectOf: LookAtFolder,
): (sessions: ReadonlyMap<string, UnitReading | null>) => void {
  const writeSession = sessionWriter(store);
  const settle = responseSettler(store);
  const keepAccounts = accountKeeper(store, states);
  const placeSessions = sessionPlacer(store, projectOf);
  const dropSession = sessionDropper(store);
  return (sessions) => {
    const touched: TouchedKeys = new Map();
    const rewritten = new Set<string>();
    const written = new Map<string, LaidOutRows>();
    for (const [id, unit] of sessions) {
      const rows = builtFromAll(id, unit, states) ?? rowsOf(id, states.filesOf(id));
      if (writeSession(rows, touched) === 'rewritten') rewritten.add(id);
      written.set(id, rows);
    }
    placeSessions(written.values());
    keepAccounts(written, settle(touched, rewritten));
    for (const id of sessions.keys()) if (states.countOf(id) === 0) dropSession(id);
  };
}

/** The rows that were built on reading, if that was from all files of the session: a flat agent can have come apart. */
function builtFromAll(id: string, unit: UnitReading | null, states: FileStates): LaidOutRows | null {
  if (unit?.rows?.session.sessionId !== id) return null;
  return states.countOf(id) === unit.readings.length ? unit.rows : null;
}

/** Writes what was read of a session's files; tells the sessions that have to be written after it. */
function writeFiles(unit: UnitReading, states: FileStates): Set<string> {
  const sessions = new Set<string>();
  for (const reading of unit.readings) {
    const before = states.byPath(reading.path);
    states.write(reading);
    sessions.add(reading.sessionId);
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
