import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../model/errors.ts';
import { makeFolder } from '../spool/make-folder.ts';
import { forgetNote } from './check/known-whole.ts';
import { DamagedRow, isNotDeflated } from './check/row-sum.ts';
import { claim, damagedStore, ownerOf, refuseOthers } from './file-owner.ts';
import { migrate, NEWEST_VERSION, versionOf } from './migrate.ts';
import { BUSY_TIMEOUT_MS, bytesOf, codeOf, isEmpty, NO_LEAVE } from './store-bytes.ts';

/** An open store. Only this folder looks inside. */
export type Store = Database.Database;

/** The store that lives as long as the process. */
export const IN_MEMORY = ':memory:';

/** Code of the `UserError` for a store that cannot be written to because its disk has no room left. */
export const FULL_DISK = 'full-disk';

/** Also what SQLite says where there is no room for the index of its log, or no leave to take more. */
const NO_ROOM = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'SQLITE_IOERR_WRITE', 'ENOSPC', 'EDQUOT']);

/** Code of the `UserError` for a store that may not be written to. */
export const READ_ONLY = 'read-only-store';

/** Code of the `UserError` for a store that others wrote to all the time. */
export const BUSY = 'busy-store';

const BUSY_PAUSE_MS = 10;

/**
 * Opens the store, creating it (folder 0700, file 0600) and bringing its tables up to date, after a backup (`migrate`). `UserError` when it is
 * damaged, was written by a newer tj or before the first release, is another program's, or cannot be opened.
 */
export function openStore(path: string, onBackup: (place: string) => void = () => {}): Store {
  checkNativeModule();
  try {
    if (path !== IN_MEMORY) createPrivately(path);
    const store = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    claim(store, path);
    if (path !== IN_MEMORY) writeAhead(store);
    store.pragma('wal_autocheckpoint = 8192');
    return prepared(store, path, onBackup);
  } catch (error) {
    throw asUserError(error, path);
  }
}

/**
 * Opens what the store at `path` holds, if anything, in memory: nothing is written to it. `UserError` as of `openStore`, and
 * where it may not even be read.
 */
export function openCopy(path: string): Store {
  checkNativeModule();
  try {
    refuseOthers(path);
    const bytes = bytesOf(path);
    const store = new Database(bytes.length === 0 ? IN_MEMORY : bytes);
    claim(store, path);
    return prepared(store, path, () => {});
  } catch (error) {
    const told = asUserError(error, path);
    if (!(told instanceof UserError) || told.code !== READ_ONLY) throw told;
    throw new UserError('no-store', `the store ${path} cannot be read (${codeOf(error)})`, 1);
  }
}

/** Has a store wait no longer than this for others that write to it. */
export function waitAtMost(store: Store, ms: number): void {
  store.pragma(`busy_timeout = ${ms}`);
}

/** Bytes of a store that is looked at in memory at most. */
const MOST_IN_MEMORY = 1024 * 1024 * 1024;

/**
 * Opens a store to look at it: as it stands, whatever its version, and nothing is written to it. Null where there is none.
 * `UserError` as of `openStore`, but for a newer one.
 */
export function openToLook(path: string): Store | null {
  checkNativeModule();
  try {
    refuseOthers(path);
    // Whether SQLite runs is to be said even where there is nothing to look at.
    if (isEmpty(path)) new Database(IN_MEMORY).close();
    if (isEmpty(path)) return null;
    const isLarge = statSync(path).size > MOST_IN_MEMORY;
    return isLarge ? new Database(path, { readonly: true, fileMustExist: true }) : new Database(bytesOf(path));
  } catch (error) {
    throw asUserError(error, path);
  }
}

function prepared(store: Store, path: string, onBackup: (place: string) => void): Store {
  store.pragma('synchronous = NORMAL');
  store.pragma('foreign_keys = ON');
  // What is taken out, or replaced, is not to be read in the file any more.
  store.pragma('secure_delete = ON');
  store.pragma('temp_store = MEMORY');
  store.pragma('cache_size = -16384');
  migrate(store, path, onBackup);
  return store;
}

/** Turns what SQLite says of a damaged or locked store into one line; anything else is passed on as it is. */
export function asUserError(error: unknown, path: string): unknown {
  if (!(error instanceof Error)) return error;
  if (isNativeTrouble(error))
    return new UserError(
      'no-native-module',
      "better-sqlite3 does not run with this Node: 'npm rebuild better-sqlite3'",
      1,
    );
  if (!('code' in error) || typeof error.code !== 'string') return error;
  if (error.code === 'SQLITE_NOTADB' || error.code.startsWith('SQLITE_CORRUPT')) return damagedStore(path);
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new UserError(BUSY, `the store ${path} is in use by another tj: try again`, 1);
  }
  if (NO_ROOM.has(error.code)) {
    return new UserError(FULL_DISK, `cannot use the store ${path}: its disk is full (${error.code})`, 1);
  }
  if (NO_LEAVE.test(error.code)) {
    const what = `cannot write to the store ${path}, or to its folder (${error.code})`;
    return new UserError(READ_ONLY, what, 1);
  }
  if (error.code === 'ELOOP')
    return new UserError(
      'no-store',
      `the store ${path} is a link that leads to itself: name another file with --db`,
      1,
    );
  if (error.code === 'ENOTDIR')
    return new UserError('no-store', `cannot use the store ${path}: it would lie in a file`, 1);
  // Names are looked up in the current folder: nothing is wrong with the store.
  if ('syscall' in error && error.syscall === 'uv_cwd') return error;
  if (error.code.startsWith('SQLITE_') || 'syscall' in error) {
    return new UserError('no-store', `cannot use the store ${path}: ${error.message}`, 1);
  }
  return error;
}

/**
 * The same for an error that came up while `store` was used. SQLite does not stumble over every damaged page: text that is
 * cut short or overwritten is no JSON any more, bytes are not what was deflated, and whatever else fails on a damaged file
 * may fail for that.
 */
export function whileUsing(store: Store, error: unknown, path: string): unknown {
  const told = asUserError(error, path);
  if (told !== error || error instanceof UserError) return told;
  const isOther = error instanceof DamagedRow || error instanceof SyntaxError || isNotDeflated(error);
  return isOther || isDamaged(store) ? damagedStore(path) : error;
}

/** Whether SQLite finds anything wrong with a store. It reads all of it. */
export function isDamaged(store: Store): boolean {
  try {
    return store.pragma('quick_check(1)', { simple: true }) !== 'ok';
  } catch (error) {
    if (error instanceof Database.SqliteError) return true;
    throw error;
  }
}

/** Whether an error is what SQLite says of a row that its table does not take. */
export function isConstraint(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_CONSTRAINT');
}

/** Its native part is missing, or was built for another Node. */
function isNativeTrouble(error: Error): boolean {
  const isOther = 'code' in error && error.code === 'ERR_DLOPEN_FAILED';
  return isOther || error.message.startsWith('Could not locate the bindings file');
}

/**
 * Opens a store that is there and of this version, for what is kept or asked in passing: others are waited for no longer
 * than `busyMs`. Null where there is none, or one of another version. Throws what SQLite says.
 */
export function openAtHand(path: string, busyMs: number): Store | null {
  if (ownerOf(path) !== 'tj') return null;
  checkNativeModule();
  const store = new Database(path, { fileMustExist: true, timeout: busyMs });
  if (versionOf(store) === NEWEST_VERSION) return store;
  store.close();
  return null;
}

function createPrivately(path: string): void {
  refuseOthers(path);
  makeFolder(dirname(path));
  if (!existsSync(path)) {
    // Where SQLite does not run no file is left behind.
    new Database(IN_MEMORY).close();
    // An empty file beside the note of another store would be taken for that one.
    forgetNote(path);
  }
  closeSync(openSync(path, 'a', 0o600));
  chmodSync(path, 0o600);
}

/**
 * Switches to write-ahead logging. When two open a new store at once SQLite refuses one of them without waiting, so the
 * waiting is done here.
 */
function writeAhead(store: Store): void {
  for (let waited = 0; ; waited += BUSY_PAUSE_MS) {
    try {
      store.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || waited >= BUSY_TIMEOUT_MS) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_PAUSE_MS);
    }
  }
}

/** better-sqlite3 13 ends the whole process on a Node older than 22.14, so it must not come to opening a store. */
function checkNativeModule(): void {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string };
  if (Number.parseInt(version, 10) >= 13 && Number(process.versions.napi ?? 0) < 10) {
    throw new UserError(
      'old-node',
      `better-sqlite3 ${version} needs Node 22.14 or newer: run 'npm install' with this Node`,
      1,
    );
  }
}

/** Versions of what stores are read with; `sqlite` is null where the package does not run with this Node. */
export function engineVersions(): { readonly package: string; readonly sqlite: string | null } {
  const { version } = createRequire(import.meta.url)('better-sqlite3/package.json') as { version: string };
  try {
    checkNativeModule();
    const store = new Database(IN_MEMORY);
    const sqlite = store.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? null;
    store.close();
    return { package: version, sqlite };
  } catch (error) {
    if (asUserError(error, IN_MEMORY) instanceof UserError) return { package: version, sqlite: null };
    throw error;
  }
}
