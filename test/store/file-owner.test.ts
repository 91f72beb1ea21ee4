import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { APPLICATION_ID, claim, ownerOf } from '../../src/store/file-owner.ts';
import { NEWEST_VERSION } from '../../src/store/migrate.ts';
import { openAtHand, openCopy, openStore } from '../../src/store/open-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-owner-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function place(): string {
  const own = join(folder, String(++made));
  mkdirSync(own);
  return join(own, 'a.db');
}

/** A file that `sql` makes, and what its folder then looks like. */
function fileOf(sql: string): { path: string; seen: () => unknown } {
  const path = place();
  const database = new Database(path);
  database.exec(sql);
  database.close();
  return { path, seen: () => seen(path) };
}

function seen(path: string): unknown {
  const { mode, mtimeMs, ctimeMs } = statSync(path);
  return {
    mode,
    mtimeMs,
    ctimeMs,
    bytes: readFileSync(path).toString('base64'),
    beside: readdirSync(join(path, '..')),
  };
}

const OLD_TABLES = 'CREATE TABLE files (path); CREATE TABLE session_origins (stated_in);';
const FOREIGN = {
  'with tables': 'CREATE TABLE bookmarks (url); INSERT INTO bookmarks VALUES (1)',
  'with a log beside it': 'PRAGMA journal_mode = WAL; CREATE TABLE bookmarks (url)',
  'that says whose it is': 'PRAGMA application_id = 7; CREATE TABLE bookmarks (url)',
  'with tables of our names and an id of its own': `PRAGMA application_id = 7; ${OLD_TABLES} PRAGMA user_version = 20`,
  'with a table of our name and a version of its own': `${OLD_TABLES} PRAGMA user_version = 300`,
  'with the version of a store': `CREATE TABLE bookmarks (url); PRAGMA user_version = ${NEWEST_VERSION}`,
  'without tables, but a version': 'PRAGMA user_version = 7',
};

it.skipIf(process.platform === 'win32')('a pipe, or a folder, in place of a store is refused at once', () => {
  const path = place();
  execFileSync('mkfifo', [path]);
  for (const each of [path, join(path, '..')]) expect(() => openStore(each)).toThrow(/is no file/);
});

describe('a database of another program is refused in one line and left as it is', () => {
  it.each(Object.entries(FOREIGN))('%s', (_, sql) => {
    const { path, seen } = fileOf(sql);
    const before = seen();
    for (const open of [openStore, openCopy]) expect(() => open(path)).toThrow(/database of another program/);
    expect(openAtHand(path, 0)).toBeNull();
    expect(seen()).toEqual(before);
  });

  it('which came into an empty file while that was opened', () => {
    const path = place();
    const store = new Database(path);
    store.exec('CREATE TABLE bookmarks (url)');
    expect(() => claim(store, path)).toThrow(/database of another program/);
    expect(store.pragma('application_id', { simple: true })).toBe(0);
    store.close();
  });
});

it.each([1, 20])('a store of version %i, from before the first release, is refused with what to type', (version) => {
  const { path, seen } = fileOf(`PRAGMA journal_mode = WAL; ${OLD_TABLES} PRAGMA user_version = ${version}`);
  const before = seen();
  for (const open of [openStore, openCopy]) {
    expect(() => open(path)).toThrow(`move it away (mv "${path}" "${path}.old") and run 'tj index'`);
  }
  expect(openAtHand(path, 0)).toBeNull();
  expect(seen()).toEqual(before);
});

it('what is no database keeps its mode too', () => {
  const path = place();
  writeFileSync(path, 'no database', { mode: 0o644 });
  const before = seen(path);
  expect(() => openStore(path)).toThrow(/is damaged/);
  expect(() => openCopy(path)).toThrow(/is damaged/);
  expect(seen(path)).toEqual(before);
});

it('an empty file becomes a store', () => {
  const path = place();
  writeFileSync(path, '');
  openStore(path).close();
  expect(ownerOf(path)).toBe('tj');
});

it('a new store says in its own file whose it is, while all else is still in the log beside it', () => {
  const path = place();
  const store = openStore(path);
  expect(readFileSync(path).readInt32BE(68)).toBe(APPLICATION_ID);
  expect(store.pragma('application_id', { simple: true })).toBe(APPLICATION_ID);
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(0);
  const other = openStore(path);
  expect(openAtHand(path, 0)?.open).toBe(true);
  other.close();
  store.close();
});
