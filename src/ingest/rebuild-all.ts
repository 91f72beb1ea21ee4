import type { Millis } from '../model/time.ts';
import { faultsIn } from '../store/faults.ts';
import { fileStates } from '../store/file-states.ts';
import type { Store } from '../store/open-store.ts';
import { carryOver, hasUnread } from '../store/repair/carry-over.ts';
import type { Salvaged } from '../store/repair/salvage.ts';
import { ownershipResolver } from '../store/resolve-ownership.ts';
import type { TouchedKeys } from '../store/write-session.ts';
import { keptBuilder } from './batch-writer.ts';
import { accountKeeper } from './keep-accounts.ts';

/**
 * Builds all that is built, in a store that has only what was read of transcripts and, of every session, its row and its responses. A response that
 * the journal of its session does not show is kept as gone from it; a session without a journal keeps its responses alone.
 */
export function rebuildAll(store: Store, now: Millis): void {
  const ids = store
    .prepare<[], string>(`
      SELECT session_id FROM files WHERE file_id IN (SELECT file_id FROM journal)
      UNION SELECT session_id FROM gone_records ORDER BY session_id`)
    .pluck()
    .all();
  keptBuilder(store, () => null, now)(ids);
  const unsummed = store.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'usage'").pluck().all();
  store.transaction(() => resolveShared(store, unsummed)).immediate();
}

/** What came of `carryOverBuilt`. */
export interface CarriedOver {
  readonly sessions: readonly string[];
  /** Whether some transcript is not there any more. */
  readonly hasGone: boolean;
}

/** Puts back what can be built no more of what `salvaged` put aside. To be used after `rebuildAll`, and when transcripts were read again. */
export function carryOverBuilt(store: Store, { badRows, badPages, isSourceDamaged }: Salvaged): CarriedOver {
  const isDamaged = (table: string) => [table, 'sqlite_schema'].some((name) => badRows.has(name) || badPages.has(name));
  return store
    .transaction(() => {
      const ids = carryOver(store, { isSourceDamaged, isDamaged });
      if (ids.length > 0) resolveShared(store, ids);
      return { sessions: ids, hasGone: hasUnread(store) };
    })
    .immediate();
}

/** Decides whose the responses are that several sessions show, and sums up the sessions `unsummed`. */
function resolveShared(store: Store, unsummed: readonly string[]): void {
  const shared = store
    .prepare<[], string>('SELECT key FROM responses WHERE attempt = 0 GROUP BY key HAVING count(*) > 1 ORDER BY key')
    .pluck()
    .all();
  const touched: TouchedKeys = new Map(shared.map((key) => [key, null]));
  const changed = ownershipResolver(store)(touched, new Set(unsummed));
  const faults = new Map(faultsIn(store).map(({ sessionId, reason }) => [sessionId, reason]));
  accountKeeper(store, fileStates(store))(new Map(), changed, faults);
}
