import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rebuildAll } from '../../../src/ingest/rebuild-all.ts';
import { millis } from '../../../src/model/time.ts';
import { checkStore } from '../../../src/store/check/check-store.ts';
import { keepHookReports } from '../../../src/store/hook-reports.ts';
import { keepQuotaSamples } from '../../../src/store/keep-quota-samples.ts';
import { putLabel } from '../../../src/store/labels.ts';
import { IN_MEMORY, openStore, type Store } from '../../../src/store/open-store.ts';
import { keepOut } from '../../../src/store/pruned.ts';
import { type Salvaged, salvage } from '../../../src/store/repair/salvage.ts';
import { storePages } from '../../../src/store/repair/store-pages.ts';
import { copyEdge, edgeNames, HISTORIES, removeRoots } from '../../corpus.ts';
import { dumpOf, ingestFolder } from '../../ingest/store-dump.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-salvage-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  removeRoots();
});

const PAGE = 4096;
const NO_RUN = { runId: null, parentSessionId: null, instance: null, project: '/p' };

/** Forks, flat agents, cut files and all other oddities, at the depth of `depthOf`, and what comes from outside transcripts. */
async function storeAt(path: string, depthOf: 'spans' | 'usage'): Promise<Store> {
  const store = openStore(path);
  for (const history of HISTORIES) await ingestFolder(store, history, undefined, { depthOf: () => depthOf });
  for (const name of edgeNames()) await ingestFolder(store, copyEdge(name), undefined, { depthOf: () => depthOf });
  for (let i = 0; i < 300; i++) putLabel(store, `s${i}`, `label ${i}`);
  const at = millis(5);
  keepHookReports(store, [{ sessionId: 's1', at, reason: 'clear', transcriptPath: null, cwd: null, run: NO_RUN }]);
  keepQuotaSamples(store, [{ quota: 'five_hour', at, usedPercentage: 12, resetsAt: null, sessionId: 's1' }]);
  keepOut(store, [{ path: '/p', sessionId: 's1', size: 7 }]);
  return store;
}

const BESIDE = ['hook_reports', 'labels', 'quota_samples', 'pruned', 'folders'];
const rowsOf = (store: Store, table: string) => store.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all();
const besides = (store: Store) => Object.fromEntries(BESIDE.map((table) => [table, rowsOf(store, table)]));

/** What a repair makes of the store at `path`, without any transcript. */
function repaired(path: string): { store: Store; salvaged: Salvaged } {
  const pages = storePages(path);
  const store = openStore(IN_MEMORY);
  const salvaged = salvage(pages, store);
  pages.close();
  rebuildAll(store, millis(0));
  return { store, salvaged };
}

describe.each(['spans', 'usage'] as const)('a store that was read at depth %s', (depth) => {
  let whole: Store;
  const path = join(folder, `${depth}.db`);
  beforeAll(async () => {
    whole = await storeAt(path, depth);
  }, 60_000);
  afterAll(() => whole.close());

  it('comes out of its pages as it is, with what is in its log alone', () => {
    const { store, salvaged } = repaired(path);
    expect({ ...salvaged, taken: 0, responses: 0, usageOnly: 0 }).toMatchObject({
      ...{ badRows: new Map(), badPages: new Map(), isSourceDamaged: false },
    });
    expect(besides(store)).toEqual(besides(whole));
    expect(dumpOf(store)).toEqual(dumpOf(whole));
    expect(checkStore(store, true)).toEqual([]);
    store.close();
  });
});

/** The same numbers every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

type Damage = (bytes: Buffer, below: (most: number) => number) => Buffer;

const DAMAGES: Readonly<Record<string, Damage>> = {
  'three bits are others': (bytes, below) => {
    for (let i = 0; i < 3; i++) {
      const at = below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
    return bytes;
  },
  'two pages hold zeros': (bytes, below) => {
    for (let i = 0; i < 2; i++) {
      const at = below(bytes.length / PAGE) * PAGE;
      bytes.fill(0, at, at + PAGE);
    }
    return bytes;
  },
  'its end is gone': (bytes, below) => bytes.subarray(0, PAGE + below(bytes.length - PAGE)),
  'a page holds what is no page': (bytes, below) => {
    const at = below(bytes.length / PAGE) * PAGE;
    for (let i = 0; i < PAGE; i++) bytes[at + i] = below(256);
    return bytes;
  },
};

/** Rows of a table that SQLite still reads and that are whole, by the columns that say which row it is. */
function stillRead(path: string, table: string, columns: string): Set<string> {
  const rows = new Set<string>();
  let store: Store | undefined;
  try {
    store = new Database(path, { readonly: true });
    const read = store.prepare<[], unknown[]>(`SELECT ${columns} FROM ${table} NOT INDEXED WHERE row_sum IS NOT NULL`);
    for (const row of read.raw().iterate()) rows.add(JSON.stringify(row));
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    store?.close();
  }
  return rows;
}

const RESPONSES = 'session_id, key, attempt, input_tokens, output_tokens, cache_read_tokens';
const LABELS = 'session_id, label, suggested_at, row_sum';

describe('of a damaged store', () => {
  const good = join(folder, 'good.db');
  let expected: Record<string, Set<string>>;
  beforeAll(async () => {
    (await storeAt(good, 'spans')).close();
    expected = { responses: stillRead(good, 'responses', RESPONSES), labels: stillRead(good, 'labels', LABELS) };
  }, 60_000);

  const cases = Object.keys(DAMAGES).flatMap((name) => Array.from({ length: 10 }, (_, seed) => [name, seed] as const));
  it.each(cases)(
    '%s (%i): every row that can be read is kept, none that is another, and the rest is counted',
    (name, seed) => {
      const path = join(folder, 'damaged.db');
      const bytes = DAMAGES[name]?.(readFileSync(good), numbers(seed + 1)) ?? Buffer.alloc(0);
      writeFileSync(path, bytes);
      const { store, salvaged } = repaired(path);
      for (const [table, columns] of [
        ['responses', RESPONSES],
        ['labels', LABELS],
      ] as const) {
        const kept = new Set(
          store
            .prepare<[], unknown[]>(`SELECT ${columns} FROM ${table}`)
            .raw()
            .all()
            .map((row) => JSON.stringify(row)),
        );
        const written = expected[table] ?? new Set();
        const readable = [...stillRead(path, table, columns)].filter((row) => written.has(row));
        expect(readable.filter((row) => !kept.has(row))).toEqual([]);
        if (table === 'labels') expect([...kept].filter((row) => !written.has(row))).toEqual([]);
      }
      const lost =
        (expected.labels?.size ?? 0) - (store.prepare<[], number>('SELECT count(*) FROM labels').pluck().get() ?? 0);
      const { badRows, badPages } = salvaged;
      const isSaid = ['labels', 'sqlite_schema', ''].some((table) => badRows.has(table) || badPages.has(table));
      expect({ lost, isSaid: lost === 0 || isSaid }).toEqual({ lost, isSaid: true });
      expect(checkStore(store, true)).toEqual([]);
      store.close();
    },
  );

  it('what was deleted does not come back', () => {
    const path = join(folder, 'deleted.db');
    cpSync(good, path);
    const store = openStore(path);
    store.exec("DELETE FROM labels WHERE label <> 'label 1'");
    store.close();
    const { store: after } = repaired(path);
    expect(after.prepare('SELECT label FROM labels').pluck().all()).toEqual(['label 1']);
    after.close();
  });

  it('transcripts whose rows are gone are named by the indexes', () => {
    const path = join(folder, 'nameless.db');
    const before = openStore(good);
    const files = before.prepare('SELECT file_id, path, kind, session_id, agent_id FROM files ORDER BY path').all();
    const [first] = before.prepare<[], number>("SELECT rootpage FROM sqlite_schema WHERE name = 'files'").pluck().all();
    before.close();
    const bytes = readFileSync(good);
    bytes.fill(0, ((first ?? 0) - 1) * PAGE, (first ?? 0) * PAGE);
    writeFileSync(path, bytes);
    const { store } = repaired(path);
    expect(store.prepare('SELECT file_id, path, kind, session_id, agent_id FROM files ORDER BY path').all()).toEqual(
      files,
    );
    store.close();
  });
});
