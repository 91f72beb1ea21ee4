import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { corpora, FIXTURES, removeRoots, transcriptFolders } from '../corpus.ts';
import { dumpOf, ingestFolder } from '../ingest/store-dump.ts';
import { writeOldStore } from './old-store.ts';
import { keptUnitsOf, slowUnitsOf } from './slow-units.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-units-'));
afterAll(() => {
  removeRoots();
  rmSync(folder, { recursive: true, force: true });
});

function sessionsOf(store: Store): string[] {
  return store.prepare<[], string>('SELECT session_id FROM sessions ORDER BY session_id').pluck().all();
}

describe.each(corpora())('%s', (_, folderOf) => {
  it('what is kept of turns and agents is what their responses, calls and turns say', async () => {
    const store = openStore(IN_MEMORY);
    await ingestFolder(store, folderOf());
    for (const sessionId of sessionsOf(store))
      expect({ sessionId, units: keptUnitsOf(store, sessionId) }).toEqual({
        sessionId,
        units: slowUnitsOf(store, sessionId),
      });
    store.close();
  });
});

/** A store as version 5 left it, and what it holds once its units are kept. */
async function oldStore(name: string, from: string): Promise<{ path: string; dump: Record<string, unknown[]> }> {
  const path = join(folder, `${name}.db`);
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, from);
  writeOldStore(path, 5, store);
  const dump = dumpOf(store);
  store.close();
  return { path, dump };
}

describe('a store of version 5', () => {
  const none = { onProgress: () => undefined, reindex: false, projectOf: (cwd: string) => cwd };
  const folders = [join(FIXTURES, '2.1.150/fork-with-forked-from'), ...transcriptFolders().slice(0, 1)];

  it.each(folders)(
    'has its units kept by the next command, though nothing is found and no time given: %s',
    async (from) => {
      const { path, dump } = await oldStore(`old-${folders.indexOf(from)}`, from);
      const store = openStore(path);
      expect(store.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      expect(dumpOf(store)).toEqual({ ...dump, units: [] });
      await ingest(store, [], { ...none, isOver: () => true });
      expect(dumpOf(store)).toEqual(dump);
      store.close();
    },
  );

  it('and only by the first', async () => {
    const { path } = await oldStore('twice', folders[0] ?? '');
    const store = openStore(path);
    await ingest(store, [], { ...none, isOver: () => true });
    store.exec("UPDATE units SET ids = '[]', numbers = '[]'");
    await ingest(store, [], { ...none, isOver: () => true });
    expect(store.prepare("SELECT count(*) FROM units WHERE ids <> '[]'").pluck().get()).toBe(0);
    store.close();
  });
});
