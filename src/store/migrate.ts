import { UserError } from '../model/errors.ts';
import type { Store } from './open-store.ts';
import { SCHEMA } from './schema.ts';
import { backUp } from './store-copies.ts';

/** `user_version` of a store as `SCHEMA` makes it. Stores of before the first release have lower ones. */
export const FIRST_VERSION = 100;

/**
 * Forward-only: entry n brings a store from version `FIRST_VERSION` + n to the next, a new one too. Never edit one that was
 * released, nor `SCHEMA` once it was.
 */
export const MIGRATIONS: readonly string[] = [];

/** The version that stores are brought to. */
export const NEWEST_VERSION = FIRST_VERSION + MIGRATIONS.length;

/** `user_version`: 0 where there are no tables yet. */
export function versionOf(store: Store): number {
  return store.pragma('user_version', { simple: true }) as number;
}

/**
 * Makes the tables, or brings them up to date, in one transaction; a store with tables is backed up first, and `onBackup` is told where. `UserError`
 * for a store of a newer tj, which is left as it is.
 */
export function migrate(
  store: Store,
  path: string,
  onBackup: (place: string) => void,
  migrations: readonly string[] = MIGRATIONS,
): void {
  const newest = FIRST_VERSION + migrations.length;
  if (waits(versionOf(store), newest, path)) {
    store
      .transaction(() => {
        const version = versionOf(store);
        if (!waits(version, newest, path)) return;
        if (version === 0) store.exec(SCHEMA);
        else if (!store.memory) onBackup(backUp(path, version));
        for (const migration of migrations.slice(Math.max(0, version - FIRST_VERSION))) store.exec(migration);
        store.pragma(`user_version = ${newest}`);
      })
      .immediate();
  }
}

function waits(version: number, newest: number, path: string): boolean {
  if (version <= newest) return version < newest;
  throw new UserError('newer-store', `the store ${path} was written by a newer tj (${version}): update tj`, 1);
}
