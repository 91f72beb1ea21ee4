import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { UserError } from '../../model/errors.ts';
import { type Owner, ownerOf } from '../file-owner.ts';
import type { Store } from '../open-store.ts';
import { REPAIRING, storeCopies } from '../store-copies.ts';

const BUSY_TIMEOUT_MS = 10_000;

/** A damaged store that nobody else writes to. */
export interface HeldStore {
  readonly path: string;
  /** Null where SQLite cannot open it: then nobody can write to it. */
  readonly store: Store | null;
}

/**
 * Locks a damaged store as every writer does. `UserError` where another tj holds it for too long. A file that is no database
 * any more is not shown to SQLite, which would begin a new one and take the log away.
 */
export function holdStore(path: string): HeldStore {
  if (NO_DATABASE.has(ownerOf(path))) return { path, store: null };
  let store: Store | null = null;
  try {
    store = new Database(path, { fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
    store.exec('BEGIN IMMEDIATE');
    return { path, store };
  } catch (error) {
    store?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY')) throw busy(path);
    return { path, store: null };
  }
}

const NO_DATABASE: ReadonlySet<Owner> = new Set(['emptied', 'no-database']);

/** Ends it, whatever was done. */
export function releaseStore({ store }: HeldStore): void {
  if (store?.open) store.close();
}

/** Copies a store as it is, with its log, to a place beside it that the user alone can read; returns that place. */
export function copyBeside({ path }: HeldStore, stamp: string): string {
  const copy = freePlace(`${path}.damaged-${stamp}`);
  for (const end of ['-wal', '']) {
    if (end !== '' && (statSync(path + end, { throwIfNoEntry: false })?.size ?? 0) === 0) continue;
    copyFileSync(path + end, copy + end, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(copy + end, 0o600);
    sync(copy + end);
  }
  sync(dirname(path));
  return copy;
}

function freePlace(wanted: string): string {
  for (let i = 1; ; i++) {
    const place = i === 1 ? wanted : `${wanted}-${i}`;
    if (!existsSync(place) && !existsSync(`${place}-wal`)) return place;
  }
}

/** Where the new store is made before it takes the place of the damaged one. */
export function placeForNew(path: string): string {
  return `${path}${REPAIRING}${process.pid}`;
}

/** Removes what repairs left there that were killed. */
export function removeUnfinished(path: string): void {
  for (const { path: copy, why } of storeCopies(path)) if (why === 'unfinished') removeStore(copy);
}

/** Removes a store with what SQLite keeps beside it. */
export function removeStore(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(path + end, { force: true });
}

/**
 * Puts what `fresh` holds in the place of a damaged store, all of it or nothing: page by page in one transaction of its own, so that others who
 * have it open go on with what is there then; where SQLite cannot write to it, by a new file. Both are closed. `UserError` where another tj
 * wrote to it meanwhile.
 */
export async function replaceStore(held: HeldStore, fresh: Store): Promise<void> {
  const made = fresh.name;
  if (held.store !== null && (await isWrittenOver(held.path, held.store, fresh))) {
    fresh.close();
    return removeStore(made);
  }
  fresh.pragma('wal_checkpoint(TRUNCATE)');
  fresh.close();
  releaseStore(held);
  sync(made);
  // Its log would be taken for that of the new one; both are beside.
  for (const end of ['-wal', '-shm']) rmSync(held.path + end, { force: true });
  renameSync(made, held.path);
  sync(dirname(held.path));
}

async function isWrittenOver(path: string, held: Store, fresh: Store): Promise<boolean> {
  const before = held.pragma('data_version', { simple: true });
  held.exec('COMMIT');
  try {
    await fresh.backup(path, {
      progress() {
        // From its first step on the backup holds the lock.
        if (held.pragma('data_version', { simple: true }) !== before) throw busy(path);
        return PAGES_AT_ONCE;
      },
    });
    held.close();
    return true;
  } catch (error) {
    if (error instanceof Database.SqliteError && !/^SQLITE_(BUSY|FULL|IOERR)/.test(error.code)) return false;
    throw error;
  }
}

const PAGES_AT_ONCE = 10_000;

function busy(path: string): UserError {
  return new UserError('busy-store', `the store ${path} is in use by another tj: try again`, 1);
}

function sync(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
