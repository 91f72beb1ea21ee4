import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ingest } from '../../src/ingest/ingest.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { MIGRATIONS } from '../../src/store/schema.ts';
import { answer, edit, prompt, result } from '../cli/audit-sessions.ts';
import { corpora, FIXTURES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
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

describe('a turn that begins with what another session made', () => {
  const text = (lines: readonly object[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const shown = [
    prompt('10:00:00'),
    answer('10:00:10', 'm1', { calls: [edit('a', '/w/app/a.ts'), edit('b', '/w/app/b.ts')] }),
    result('10:00:20', 'a'),
    result('10:00:20', 'b'),
  ];
  const own = [answer('10:00:30', 'm2', { calls: [edit('c', '/w/app/c.ts')] }), result('10:00:40', 'c')];
  const origin = text([prompt('09:00:00', 'Before'), ...shown]);
  const fork = text([...shown, ...own]);

  it.each([
    ['both at once', [['origin', 'fork']]],
    ['the origin first', [['origin'], ['fork']]],
    ['the fork first, which owns it all until then', [['fork'], ['origin']]],
  ])('tells of its own calls only: %s', async (_, steps) => {
    const root = makeRoot({});
    mkdirSync(join(root, 'projects/p'));
    const store = openStore(IN_MEMORY);
    for (const step of steps) {
      for (const name of step) writeFileSync(join(root, `projects/p/${name}.jsonl`), name === 'fork' ? fork : origin);
      await ingestFolder(store, root);
      for (const id of sessionsOf(store)) expect(keptUnitsOf(store, id)).toEqual(slowUnitsOf(store, id));
    }
    expect(keptUnitsOf(store, 'fork')).toMatchObject([{ unit: { files: 1, responses: 2 }, parts: [{ responses: 1 }] }]);
    expect(keptUnitsOf(store, 'origin')).toMatchObject([{ unit: { files: 2 }, parts: [{ responses: 1 }] }]);
    store.close();
  });
});

/** A store as version 5 left it, and what it holds once its units are kept. */
async function oldStore(name: string, from: string): Promise<{ path: string; dump: Record<string, unknown[]> }> {
  const path = join(folder, `${name}.db`);
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, from);
  writeOldStore(path, 5, store);
  // What was kept later is not known of it.
  store.exec("UPDATE ledgers SET snapshots = '[]'; UPDATE tools SET searches = NULL, program = NULL");
  store.exec('UPDATE responses SET branch = NULL, version = NULL, pull_request = NULL');
  store.exec('UPDATE sessions SET first_at = started_at; DELETE FROM own_parts; DELETE FROM copied_from');
  const dump = dumpOf(store);
  store.close();
  return { path, dump };
}

describe('a store of version 5', () => {
  const none = { onProgress: () => undefined, reindex: false, projectOf: () => null };
  const folders = [join(FIXTURES, '2.1.150/fork-with-forked-from'), ...transcriptFolders().slice(0, 1)];

  it.each(folders)(
    'has its units kept by the next command, though nothing is found and no time given: %s',
    async (from) => {
      const { path, dump } = await oldStore(`old-${folders.indexOf(from)}`, from);
      const store = openStore(path);
      expect(store.pragma('user_version', { simple: true })).toBe(MIGRATIONS.length);
      expect(dumpOf(store)).toEqual({ ...dump, contexts: [], units: [] });
      await ingest(store, [], { ...none, isOver: () => true });
      expect(dumpOf(store)).toEqual({ ...dump, contexts: [] });
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
