import { afterAll, describe, expect, it } from 'vitest';
import { readTimes } from '../../src/ingest/read-times.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { corpora, removeRoots } from '../corpus.ts';
import { ingestFolder } from './store-dump.ts';

afterAll(removeRoots);

/** When the sessions went on that are in both stores; a session may be known by other records than answers alone. */
function endsOf(store: Store, other: Store): unknown[] {
  const known = new Set(other.prepare('SELECT session_id FROM sessions').pluck().all());
  return store
    .prepare<[], { session_id: string }>(
      'SELECT session_id, ended_at, earlier_ends, cwd FROM sessions ORDER BY session_id',
    )
    .all()
    .filter(({ session_id }) => known.has(session_id));
}

describe('when sessions went on is known without reading them whole', () => {
  it.each(corpora())('of %s', async (_name, folderOf) => {
    const [whole, timed] = [openStore(IN_MEMORY), openStore(IN_MEMORY)];
    await ingestFolder(whole, folderOf());
    await ingestFolder(timed, folderOf(), undefined, { depthOf: () => 'usage' });
    const ids = timed.prepare<[], string>("SELECT session_id FROM sessions WHERE depth = 'usage'").pluck().all();
    readTimes(timed, ids, () => null);
    expect(endsOf(timed, whole)).toEqual(endsOf(whole, timed));
    whole.close();
    timed.close();
  });
});
