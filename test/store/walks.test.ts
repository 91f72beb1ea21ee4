import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';
import type { RememberedWalk } from '../../src/discover/look-again.ts';
import type { KnownFiles, Walk } from '../../src/model/walk.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { rememberedWalks, rememberWalks } from '../../src/store/walks.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-walks-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const through: Walk = {
  root: '/r',
  begunAt: 1_700_000_000_000,
  patterns: '*/*.jsonl',
  complete: true,
  folders: [{ path: '/r/-p', ino: 2 ** 60, mtimeMs: 1_699_999_999_123.4568, ctimeMs: 1_699_999_999_123.457 }],
  links: ['/r/-p/a link'],
  places: ['-p/new\nline "\ud800.jsonl'],
};

const known: KnownFiles = {
  stats: Float64Array.of(7, 1_699_999_999_123, 2 ** 52),
  depths: Uint8Array.of(2),
  count: { transcripts: 1, sessions: 1 },
};
const walk: RememberedWalk = { walk: through, known };

test('the last walk through each root is kept, exactly as it was', () => {
  const store = openStore(join(folder, 'kept.db'));
  rememberWalks(store, [{ ...walk, walk: { ...through, places: [] } }]);
  rememberWalks(store, [walk, { ...walk, walk: { ...through, root: '/s' } }]);
  expect(rememberedWalks(store, ['/r', '/t'])).toEqual([walk]);
  expect(rememberedWalks(store, ['/s', '/r']).map((each) => each.walk.root)).toEqual(['/s', '/r']);
  store.close();
});

test('what another version of the parser read is not known', () => {
  const store = openStore(join(folder, 'other.db'));
  rememberWalks(store, [walk]);
  store.exec("UPDATE walks SET row_sum = NULL, known = CAST(x'0000000000000000' || substr(known, 9) AS BLOB)");
  expect(rememberedWalks(store, ['/r'])[0]?.known.depths).toHaveLength(0);
  store.exec("UPDATE walks SET known = x'01'");
  expect(rememberedWalks(store, ['/r'])[0]?.known.depths).toHaveLength(0);
  store.close();
});

test('one that is not as it was kept is none: it could hide files', () => {
  const store = openStore(join(folder, 'damaged.db'));
  rememberWalks(store, [walk]);
  expect(rememberedWalks(store, ['/r'])).toHaveLength(1);
  store.exec("UPDATE walks SET walk = CAST(replace(CAST(walk AS TEXT), '/r', '/q') AS BLOB)");
  expect(rememberedWalks(store, ['/r'])).toEqual([]);
  store.close();
});

test('a store in memory keeps none', () => {
  const store = openStore(IN_MEMORY);
  rememberWalks(store, [walk]);
  expect(rememberedWalks(store, ['/r'])).toEqual([]);
  store.close();
});

test('a store that another one writes to is not waited for, and waits again for all else', () => {
  const path = join(folder, 'busy.db');
  const store = openStore(path);
  const other = openStore(path);
  other.exec('BEGIN IMMEDIATE');
  const begun = performance.now();
  rememberWalks(store, [walk]);
  expect(performance.now() - begun).toBeLessThan(1000);
  other.exec('ROLLBACK');
  expect(rememberedWalks(store, ['/r'])).toEqual([]);
  expect(store.pragma('busy_timeout', { simple: true })).toBe(30_000);
  store.close();
  other.close();
});

test('a store that cannot be written costs the memory only', () => {
  const path = join(folder, 'fixed.db');
  openStore(path).close();
  const store = new Database(path, { readonly: true });
  rememberWalks(store, [walk]);
  expect(rememberedWalks(store, ['/r'])).toEqual([]);
  store.close();
});
