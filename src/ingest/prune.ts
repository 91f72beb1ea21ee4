import type { PruneTarget } from '../model/prune-target.ts';
import type { Millis } from '../model/time.ts';
import { faultsIn } from '../store/faults.ts';
import { fileStates } from '../store/file-states.ts';
import { forgetter } from '../store/forget.ts';
import type { Store } from '../store/open-store.ts';
import { keepOut } from '../store/pruned.ts';
import { sessionsWriter } from './batch-writer.ts';

/** How targets are taken out. */
export interface PruneHow {
  /** Only what is gone from the files, not the files. */
  readonly gone: boolean;
  /** Whether a transcript would be read again. */
  readonly comesBack: (path: string) => boolean;
  readonly now: Millis;
}

/** What was taken out. */
export interface PrunedSessions {
  /** Sessions of which nothing is left. */
  readonly whole: number;
  /** Sessions of which something is left. */
  readonly inPart: number;
  /** Their first and their last record, as far as that is known. */
  readonly firstAt: Millis | null;
  readonly lastAt: Millis | null;
  /** Transcripts that still exist, and stay out until they grow. */
  readonly keptOut: number;
}

/**
 * Takes files, or what is gone from them, out of the store, and builds the sessions that they were of anew from what is
 * left; whose a response is that others show as well is settled anew. To be used within a transaction.
 */
export function prune(store: Store, targets: readonly PruneTarget[], how: PruneHow): PrunedSessions {
  const forget = forgetter(store);
  const cwdOf = store.prepare<[string], string | null>('SELECT cwd FROM sessions WHERE session_id = ?').pluck();
  const sessions = new Set<string>();
  for (const { fileId, sessionId } of targets) {
    if (how.gone) sessions.add(sessionId);
    else for (const id of forget.sessionsOf(fileId)) sessions.add(id);
  }
  const times = timesOf(store, [...sessions]);
  const cwds = [...sessions].flatMap((id) => cwdOf.get(id) ?? []);
  const out = how.gone ? [] : targets.filter(({ path }) => how.comesBack(path));
  for (const { fileId, sessionId } of targets) {
    if (how.gone) forget.goneOf(fileId, sessionId);
    else forget.file(fileId);
  }
  for (const sessionId of sessions) forget.usageOf(sessionId);
  keepOut(store, out);
  // Folders were looked at when the sessions were read.
  const write = sessionsWriter(store, fileStates(store), () => null, how.now);
  const faults = new Map(faultsIn(store).map(({ sessionId, reason }) => [sessionId, reason]));
  write(new Map([...sessions].map((id) => [id, null])), faults);
  const whole = [...sessions].filter((id) => forget.beside(id) || forget.isEmpty(id)).length;
  forget.folders(cwds);
  forget.walks();
  const keptOut = out.filter(({ kind }) => kind !== 'meta').length;
  return { whole, inPart: sessions.size - whole, ...times, keptOut };
}

function timesOf(store: Store, sessionIds: readonly string[]): Pick<PrunedSessions, 'firstAt' | 'lastAt'> {
  const times = store
    .prepare<[string], Pick<PrunedSessions, 'firstAt' | 'lastAt'>>(`
      SELECT min(coalesce(started_at, first_at)) AS firstAt, max(ended_at) AS lastAt
      FROM sessions WHERE session_id IN (SELECT value FROM json_each(?))`)
    .get(JSON.stringify(sessionIds));
  return times ?? { firstAt: null, lastAt: null };
}
