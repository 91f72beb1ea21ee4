import type { Issue } from '../model/issue.ts';
import { faultKeeper } from '../store/faults.ts';
import type { Store } from '../store/open-store.ts';
import { ownershipResolver } from '../store/resolve-ownership.ts';
import { wholeSessions } from '../store/session-depth.ts';
import { usageSummer } from '../store/sum-usage.ts';
import { isResponse, keyOf } from '../store/usage-rows.ts';
import type { TouchedKeys } from '../store/write-session.ts';
import { type UsageWriter, usageWriter } from '../store/write-usage.ts';
import { withoutFaulty } from './batch-writer.ts';
import { type LookAtFolder, sessionPlacer } from './place-sessions.ts';
import type { ReadUsage, UsageReading, UsageUnit } from './read-usage.ts';
import { readUsages } from './reader-pool.ts';
import { alone } from './session-fault.ts';

/** Bytes read before what was found is committed: writing is quick at once, and a kill costs no more than this. */
const BATCH_BYTES = 48 * 1024 * 1024;

/** The same while the last portions are being read: nobody reads while the last batch is written. */
const LAST_BATCH_BYTES = 8 * 1024 * 1024;

export interface UsageOptions {
  /** See `IngestOptions`. */
  readonly stopAt: number | null;
  readonly onRead: (bytesRead: number, sessionsRead: number) => void;
  readonly projectOf: LookAtFolder;
}

export interface UsageOutcome {
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Sessions that were not read in time. */
  readonly sessionsLeft: number;
  /** Sessions that have to be read whole: they share responses with one that was, or lost some. */
  readonly deeper: ReadonlySet<string>;
  readonly issues: readonly Issue[];
}

/** Reads sessions for their usage alone (depth 1) and keeps it. */
export async function ingestUsage(
  store: Store,
  units: readonly UsageUnit[],
  { stopAt, onRead, projectOf }: UsageOptions,
): Promise<UsageOutcome> {
  const write = batchWriter(store, projectOf);
  const deeper = new Set<string>();
  const issues: Issue[] = [];
  let [filesRead, bytesRead, sessionsRead, bytesWritten] = [0, 0, 0, 0];
  let batch: UsageReading[] = [];
  for await (const { readings, isEnding } of readUsages(units, stopAt)) {
    for (const reading of readings) {
      if (reading.isLeft) continue;
      batch.push(reading);
      sessionsRead++;
      for (const issue of reading.issues) issues.push(issue);
      filesRead += reading.files.length;
      bytesRead += reading.bytesRead;
    }
    if (bytesRead - bytesWritten >= (isEnding ? LAST_BATCH_BYTES : BATCH_BYTES)) {
      write(batch, deeper);
      batch = [];
      bytesWritten = bytesRead;
    }
    onRead(bytesRead, sessionsRead);
  }
  write(batch, deeper);
  return { filesRead, bytesRead, sessionsLeft: units.length - sessionsRead, deeper, issues };
}

/** Writes what was read in one transaction, and adds to `deeper`. */
function batchWriter(
  store: Store,
  projectOf: LookAtFolder,
): (batch: readonly UsageReading[], deeper: Set<string>) => void {
  const writer = usageWriter(store);
  const place = sessionPlacer(store, projectOf);
  const resolve = ownershipResolver(store);
  const sum = usageSummer(store);
  const isWhole = wholeSessions(store);
  const faulty = faultKeeper(store);
  const isOwn = ownWriting(store);
  const othersOf = sharing(writer, isWhole);

  const write = withoutFaulty<readonly UsageReading[], readonly string[]>(store, (batch, faults) => {
    const deeper: string[] = [];
    const written: ReadUsage[] = [];
    const touched: TouchedKeys = new Map();
    const isOwnAlone = isOwn();
    for (const { sessionId, usage, files, oddities, fault } of batch) {
      if (usage === null || faults.has(sessionId)) {
        faulty.keep(sessionId, files, faults.get(sessionId) ?? fault);
        continue;
      }
      const shared = othersOf(usage, isOwnAlone);
      const isKnown = !isOwnAlone && writer.isKnown(sessionId);
      // What vanished from transcripts is kept, and said, by a whole reading.
      const isDeeper = isKnown && (isWhole(sessionId) || writer.hasLost(sessionId, usage.responses));
      if (shared === null || isDeeper) {
        deeper.push(sessionId);
        continue;
      }
      alone(sessionId, () => writer.write({ ...usage, files, oddities }, isKnown));
      written.push(usage);
      for (const key of shared) touched.set(key, null);
    }
    place(written);
    const changed = touched.size === 0 ? [] : resolve(touched, new Set());
    sum(new Set([...written.map(({ session }) => session.sessionId), ...changed]));
    return deeper;
  });
  return (batch, deeper) => {
    for (const sessionId of write(batch)) deeper.add(sessionId);
  };
}

/**
 * Whether the store holds only what this connection wrote since there was nothing in it, each session once: then no session is known
 * yet, and what it shows is shown by those of this run. Another tj may begin to write at any time.
 */
function ownWriting(store: Store): () => boolean {
  const version = store.prepare<[], number>('PRAGMA data_version').pluck();
  const before = version.get();
  const isEmpty = store.prepare('SELECT 1 FROM files UNION ALL SELECT 1 FROM sessions LIMIT 1').get() === undefined;
  return () => isEmpty && version.get() === before;
}

/**
 * The keys of a session's responses that it or another session shows more than once; null where one of these was read
 * whole: then this one has to be, too. `isOwnAlone`: see `ownWriting`.
 */
function sharing(
  writer: UsageWriter,
  isWhole: (sessionId: string) => boolean,
): (usage: ReadUsage, isOwnAlone: boolean) => string[] | null {
  const shownBy = new Set<string>();
  return ({ session: { sessionId }, responses }, isOwnAlone) => {
    const shared: string[] = [];
    let isWithWhole = false;
    for (const row of responses) {
      if (!isResponse(row)) continue;
      const key = keyOf(row);
      const others = isOwnAlone ? [] : writer.elsewhere(key, sessionId);
      if (others.some(isWhole)) isWithWhole = true;
      if (others.length > 0 || shownBy.has(key)) shared.push(key);
      shownBy.add(key);
    }
    return isWithWhole ? null : shared;
  };
}
