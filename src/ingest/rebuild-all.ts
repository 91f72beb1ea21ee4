import type { Millis } from '../model/time.ts';
import { fileStates } from '../store/file-states.ts';
import type { Store } from '../store/open-store.ts';
import { ownershipResolver } from '../store/resolve-ownership.ts';
import type { TouchedKeys } from '../store/write-session.ts';
import { sessionsWriter } from './batch-writer.ts';
import { accountKeeper } from './keep-accounts.ts';

/** Sessions built in one transaction. */
const AT_ONCE = 50;

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
  const write = store.transaction(sessionsWriter(store, fileStates(store), () => null, now));
  for (let done = 0; done < ids.length; done += AT_ONCE) {
    write.immediate(new Map(ids.slice(done, done + AT_ONCE).map((id) => [id, null])));
  }
  store.transaction(() => resolveShared(store)).immediate();
}

/** Decides whose the responses are that several sessions show, and sums up sessions that only have their responses. */
function resolveShared(store: Store): void {
  const shared = store
    .prepare<[], string>('SELECT key FROM responses WHERE attempt = 0 GROUP BY key HAVING count(*) > 1 ORDER BY key')
    .pluck()
    .all();
  const touched: TouchedKeys = new Map(shared.map((key) => [key, null]));
  const unsummed = store.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'usage'").pluck().all();
  const changed = ownershipResolver(store)(touched, new Set(unsummed));
  accountKeeper(store, fileStates(store))(new Map(), changed);
}
