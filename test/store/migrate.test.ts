import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, it } from 'vitest';
import { FIRST_VERSION, migrate, versionOf } from '../../src/store/migrate.ts';
import { IN_MEMORY, openStore } from '../../src/store/open-store.ts';
import { storeCopies } from '../../src/store/store-copies.ts';

const folder = mkdtempSync(join(tmpdir(), 'tj-migrate-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ONE = 'CREATE TABLE one (n INTEGER) STRICT; INSERT INTO one VALUES (1);';
const NOT_SAID = () => {};
const TWO = 'ALTER TABLE one ADD COLUMN m INTEGER; UPDATE one SET m = n + 1;';

it('a store is brought from its version to the newest, each step once, and keeps what it has', () => {
  const store = openStore(IN_MEMORY);
  store.exec("INSERT INTO labels (session_id, label) VALUES ('s1', 'mine')");
  migrate(store, IN_MEMORY, NOT_SAID, [ONE]);
  expect(versionOf(store)).toBe(FIRST_VERSION + 1);
  migrate(store, IN_MEMORY, NOT_SAID, [ONE, TWO]);
  migrate(store, IN_MEMORY, NOT_SAID, [ONE, TWO]);
  expect(versionOf(store)).toBe(FIRST_VERSION + 2);
  expect(store.prepare('SELECT * FROM one').all()).toEqual([{ n: 1, m: 2 }]);
  expect(store.prepare('SELECT label FROM labels').pluck().all()).toEqual(['mine']);
  store.close();
});

it('a new store has the tables of a store that was brought up to date', () => {
  const tables = (store: Database.Database) => store.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  const [fresh, old] = [new Database(IN_MEMORY), openStore(IN_MEMORY)];
  migrate(fresh, IN_MEMORY, NOT_SAID, [ONE, TWO]);
  migrate(old, IN_MEMORY, NOT_SAID, [ONE, TWO]);
  expect(tables(fresh)).toEqual(tables(old));
  fresh.close();
  old.close();
});

it('a step that fails leaves the store as it was', () => {
  const store = openStore(IN_MEMORY);
  expect(() => migrate(store, IN_MEMORY, NOT_SAID, [ONE, 'CREATE TABLE one (n)'])).toThrow(/already exists/);
  expect(versionOf(store)).toBe(FIRST_VERSION);
  expect(store.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'one'").pluck().get()).toBe(0);
  store.close();
});

it('a store of a newer tj is refused, also where it became one while its lock was waited for', () => {
  const path = join(folder, 'newer.db');
  const [store, newer] = [openStore(path), openStore(path)];
  migrate(newer, path, NOT_SAID, [ONE, TWO]);
  expect(() => migrate(store, path, NOT_SAID, [ONE])).toThrow(/newer tj \(102\): update tj/);
  expect(versionOf(store)).toBe(FIRST_VERSION + 2);
  store.close();
  newer.close();
});

describe('before a store is brought to another version', () => {
  const backups = (path: string) => readdirSync(join(dirname(path), 'backups')).sort();

  it('it is copied to a folder beside it, for its owner alone, with what stands in its log; the last two copies stay', () => {
    const path = join(folder, 'kept', 'tj.db');
    const store = openStore(path);
    const said: string[] = [];
    for (const [i, migrations] of [[ONE], [ONE, TWO], [ONE, TWO, 'DROP TABLE one']].entries()) {
      store.prepare('INSERT INTO labels (session_id, label) VALUES (?, ?)').run(`s${i}`, 'mine');
      migrate(store, path, (place) => said.push(place), migrations);
    }
    store.close();
    expect(backups(path)).toEqual(['tj.db.version-101', 'tj.db.version-102']);
    expect(said.map((place) => basename(place))).toEqual(['tj.db.version-100', ...backups(path)]);
    const [, second = '', third = ''] = said;
    expect(statSync(dirname(third)).mode & 0o777).toBe(0o700);
    for (const [place, version, labels] of [
      [second, 101, 2],
      [third, 102, 3],
    ] as const) {
      expect(statSync(place).mode & 0o777).toBe(0o600);
      const copy = new Database(place, { readonly: true });
      expect(versionOf(copy)).toBe(version);
      expect(copy.prepare('SELECT count(*) FROM labels').pluck().get()).toBe(labels);
      expect(copy.pragma('integrity_check', { simple: true })).toBe('ok');
      copy.close();
    }
  });

  it('a step that fails leaves the copy and the store', () => {
    const path = join(folder, 'failed', 'tj.db');
    const store = openStore(path);
    expect(() => migrate(store, path, NOT_SAID, ['CREATE TABLE labels (n)'])).toThrow(/already exists/);
    expect([versionOf(store), backups(path)]).toEqual([FIRST_VERSION, ['tj.db.version-100']]);
    store.close();
  });

  it('a new store has nothing to be copied; what a repair left beside it is a copy, too', () => {
    const path = join(folder, 'fresh', 'tj.db');
    openStore(path).close();
    expect(existsSync(join(dirname(path), 'backups'))).toBe(false);
    writeFileSync(join(dirname(path), 'tj.db.damaged-20260301T000000'), '');
    expect(storeCopies(path).map(({ why }) => why)).toEqual(['repair']);
  });
});
