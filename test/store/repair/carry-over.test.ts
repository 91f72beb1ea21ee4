import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keptBuilder } from '../../../src/ingest/batch-writer.ts';
import { comparableSessions, differingSessions } from '../../../src/ingest/compare-built.ts';
import { storeImporter } from '../../../src/ingest/import-store.ts';
import { type CarriedOver, carryOverBuilt, rebuildAll } from '../../../src/ingest/rebuild-all.ts';
import { millis } from '../../../src/model/time.ts';
import { checkStore } from '../../../src/store/check/check-store.ts';
import { dropLabels } from '../../../src/store/drop-labels.ts';
import { exportHeader, exportLines } from '../../../src/store/move/export-lines.ts';
import { IN_MEMORY, openStore, type Store } from '../../../src/store/open-store.ts';
import { type Salvaged, salvage } from '../../../src/store/repair/salvage.ts';
import { storePages } from '../../../src/store/repair/store-pages.ts';
import { copyEdge, edgeNames, HISTORIES, removeRoots } from '../../corpus.ts';
import { dumpOf, ingestFolder } from '../../ingest/store-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-carry-over-'));
const good = join(folder, 'good.db');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeRoots();
});

let whole: Record<string, unknown[]>;
let roots: string[];
beforeAll(async () => {
  roots = [...HISTORIES, ...edgeNames().map((name) => copyEdge(name))];
  const store = openStore(good);
  await ingestFolder(store, roots);
  whole = answersOf(store);
  store.close();
}, 120_000);

/** How far a session can be built again stands in no answer. */
function answersOf(store: Store): Record<string, unknown[]> {
  const { sessions = [], ...dump } = dumpOf(store);
  return { ...dump, sessions: sessions.map((row) => ({ ...(row as object), depth: '' })) };
}

/** What a repair makes of the good store with this damage; `isOnDisk`: transcripts are still there. */
async function repaired(
  name: string,
  damage: string,
  isOnDisk = false,
): Promise<{ store: Store; salvaged: Salvaged; carried: CarriedOver }> {
  const path = join(folder, `${name}.db`);
  cpSync(good, path);
  const damaged = new Database(path);
  damaged.exec(damage);
  damaged.close();
  const pages = storePages(path);
  const store = openStore(IN_MEMORY);
  const salvaged = salvage(pages, store);
  pages.close();
  rebuildAll(store, millis(0));
  if (isOnDisk) await ingestFolder(store, roots);
  const carried = carryOverBuilt(store, salvaged);
  expect(checkStore(store, true)).toEqual([]);
  return { store, salvaged, carried };
}

const SHOWN_BY_OTHERS = `
  SELECT one.session_id FROM responses AS one JOIN responses AS other USING (key)
  WHERE one.session_id <> other.session_id`;

describe('of a store whose journal is damaged, and whose transcripts are gone', () => {
  it.each([
    ['every row of it', 'file_id > 0'],
    ['every second file of it', 'file_id % 2 = 0'],
    [
      'that of one of two sessions which share responses',
      `file_id IN (SELECT file_id FROM files WHERE session_id = (SELECT min(session_id) FROM (${SHOWN_BY_OTHERS})))`,
    ],
  ])('answers are made of the same rows as before: %s', async (name, which) => {
    const { store, carried } = await repaired(name, `UPDATE journal SET records = x'00' WHERE ${which}`);
    expect(carried).toMatchObject({ hasGone: true });
    expect(carried.sessions).not.toEqual([]);
    expect(answersOf(store)).toEqual(whole);
    expect(differingSessions(store, comparableSessions(store, false))).toEqual([]);
    store.close();
  });

  it('what can be built is built, even though rows that were built are damaged', async () => {
    const damage =
      "UPDATE turns SET label = label || 'x'; UPDATE tools SET row_sum = row_sum + 1; DELETE FROM contexts";
    const { store, carried } = await repaired('built', damage);
    expect(carried.sessions).toEqual([]);
    expect(answersOf(store)).toEqual(whole);
    store.close();
  });

  it('rows that are damaged as well are counted, and not put back', async () => {
    const damage = "UPDATE journal SET records = x'00'; UPDATE tools SET target = target || 'x' WHERE ordinal = 1";
    const { store, salvaged } = await repaired('both', damage);
    const lost = whole.tools?.length ?? 0;
    const left = store.prepare<[], number>('SELECT count(*) FROM tools').pluck().get() ?? 0;
    expect(salvaged.badRows.get('tools')).toBe(lost - left);
    expect(lost - left).toBeGreaterThan(0);
    expect({ ...answersOf(store), tools: [] }).toEqual({ ...whole, tools: [] });
    store.close();
  });

  it('what its journal still has of it is built where its rows are lost', async () => {
    const { store } = await repaired('some', "UPDATE journal SET records = x'00' WHERE file_id = 1; DELETE FROM usage");
    expect(answersOf(store)).toEqual(whole);
    store.close();
  });
});

it('where transcripts are still there, sessions are as they make them', async () => {
  const { store, carried } = await repaired('again', "UPDATE journal SET records = x'00'", true);
  expect(carried).toEqual({ sessions: [], hasGone: false });
  expect(answersOf(store)).toEqual(whole);
  store.close();
});

it('a transcript that comes back makes the session anew, and nothing is lost by it', async () => {
  const { store } = await repaired('back', "UPDATE journal SET records = x'00'");
  await ingestFolder(store, roots);
  expect(answersOf(store)).toEqual(whole);
  expect(dumpOf(store).sessions?.filter((row) => (row as { depth: string }).depth === 'kept')).toEqual([]);
  store.close();
});

describe('a session that was carried over', () => {
  const counted = (store: Store) =>
    store.prepare('SELECT key, model, input_tokens, output_tokens FROM own_responses ORDER BY 1, 2, 3, 4').all();

  it('goes to another store with its responses', async () => {
    const { store } = await repaired('export', "UPDATE journal SET records = x'00'");
    const other = openStore(IN_MEMORY);
    const header = exportHeader(store, { tj: '0', machine: 'there', at: 0 });
    const how = { isOnDisk: () => false, now: millis(0), labels: 'short', onBuilt: () => undefined } as const;
    const importer = storeImporter(other, header, how);
    for (const line of exportLines(store, header)) if (!('header' in line || 'end' in line)) importer.take(line);
    importer.finish();
    expect(counted(other)).toEqual(counted(store));
    expect(checkStore(other, true)).toEqual([]);
    store.close();
    other.close();
  });

  it('has no labels any more where none are kept, but its responses', async () => {
    const { store } = await repaired('labels', "UPDATE journal SET records = x'00'");
    const before = counted(store);
    keptBuilder(store, () => null, millis(0))([...dropLabels(store)]);
    expect(counted(store)).toEqual(before);
    const labels = ['label FROM turns', 'target FROM tools', 'label FROM responses'].flatMap((column) => {
      return store.prepare<[], string>(`SELECT ${column}`).pluck().all();
    });
    expect(labels.filter((label) => label !== '')).toEqual([]);
    store.close();
  });
});
