import { closeSync, existsSync, lstatSync, openSync, readlinkSync, readSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { isNoted } from './check/known-whole.ts';
import type { Store } from './open-store.ts';

/** What the header of a store says of whose it is: 'tjar'. */
export const APPLICATION_ID = 0x74_6a_61_72;

/** What the first page of an SQLite file begins with, and where it says whose it is (https://sqlite.org/fileformat.html). */
const MAGIC = 'SQLite format 3\0';
const [VERSION_AT, ID_AT, HEADER_BYTES] = [60, 68, 100];

/** A store is never smaller: SQLite would take what is left of its first page for a new one. */
const SMALLEST = 4096;

/** How far into a file the tables of a store from before the first release, and of one that lost its mark, are looked for: they were made first. */
const LOOKED_AT = 256 * 1024;
const BEFORE_RELEASE = { table: 'CREATE TABLE session_origins (', lastVersion: 99 };

/** Tables that stores alone have: the end of a page may lie within the name of one. */
const OWN_TABLES = ['CREATE TABLE gone_records (', 'CREATE TABLE claude_contexts (', 'CREATE TABLE own_parts ('];

/**
 * What stands at a path: `new` where there is nothing, or an empty file; `emptied` where what lies beside an empty file says that
 * it was a store.
 */
export type Owner = 'new' | 'emptied' | 'tj' | 'damaged' | 'tj-before-release' | 'another' | 'no-database' | 'no-file';

/**
 * Whose the file at `path` is. SQLite is not asked, because it makes files beside the one that it opens. A store says whose
 * it is from its first write on, never only in the log beside it (`claim`). Throws what the file system says.
 */
export function ownerOf(path: string): Owner {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'new';
  // Opening a pipe waits for somebody at its other end.
  if (!stat.isFile()) return 'no-file';
  if (stat.size === 0) return wasStore(path) ? 'emptied' : 'new';
  const header = beginOf(path, HEADER_BYTES);
  if (header.length < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return 'no-database';
  if (header.readInt32BE(ID_AT) === APPLICATION_ID) return stat.size < SMALLEST ? 'damaged' : 'tj';
  const begin = beginOf(path, LOOKED_AT);
  const isNumbered = begin.readInt32BE(VERSION_AT) <= BEFORE_RELEASE.lastVersion;
  const isOld = begin.readInt32BE(ID_AT) === 0 && isNumbered && begin.includes(BEFORE_RELEASE.table);
  if (isOld) return 'tj-before-release';
  return OWN_TABLES.some((table) => begin.includes(table)) ? 'damaged' : 'another';
}

/** A store is marked as one before it has a log, and noted when it is left; a new file has neither (`createPrivately`). */
function wasStore(path: string): boolean {
  return isNoted(path) || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function beginOf(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(most);
    return bytes.subarray(0, readSync(file, bytes, 0, most, 0));
  } finally {
    closeSync(file);
  }
}

/** Before anything is written or its mode changed: `UserError` where a file is no store, or was one before the first release. */
export function refuseOthers(path: string): void {
  const owner = ownerOf(path);
  if (owner === 'new' && leadsNowhere(path)) throw noStore(path, 'is a link that leads nowhere');
  if (owner === 'no-file') throw noStore(path, `is no file, but ${whatIs(path)}`);
  if (owner === 'emptied') throw emptiedStore(path);
  if (owner === 'no-database' || owner === 'damaged') throw damagedStore(path);
  if (owner === 'another') throw notAStore(path);
  if (owner !== 'tj-before-release') return;
  throw new UserError(
    'old-store',
    `the store ${path} was made before the first release of tj, and is left as it is: move it away ` +
      `(mv "${path}" "${path}.old") and run 'tj index'`,
    1,
  );
}

/**
 * Marks an empty file as a store: the first that is written to it, and before SQLite keeps a log beside it.
 * `UserError` for what is not empty and not marked.
 */
export function claim(store: Store, path: string): void {
  if (isMarked(store)) return;
  store
    .transaction(() => {
      if (isMarked(store)) return;
      if (store.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined) throw notAStore(path);
      store.pragma(`application_id = ${APPLICATION_ID}`);
    })
    .immediate();
}

function isMarked(store: Store): boolean {
  return store.pragma('application_id', { simple: true }) === APPLICATION_ID;
}

/** A store that SQLite cannot read. */
export function damagedStore(path: string): UserError {
  return new UserError(
    'damaged-store',
    `the store ${path} is damaged: 'tj doctor' says where, 'tj doctor --repair' saves what can be read and rebuilds the rest`,
    1,
  );
}

function noStore(path: string, what: string): UserError {
  return new UserError('no-store', `the store ${path} ${what}: name another file with --db`, 1);
}

/** A link to a file that is still to be made in a folder that is there leads somewhere. */
function leadsNowhere(path: string): boolean {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && !existsSync(dirname(resolve(dirname(path), readlinkSync(path))));
}

function emptiedStore(path: string): UserError {
  const what = "'tj doctor --repair' rebuilds what transcripts still hold, and says what may be gone";
  return new UserError('damaged-store', `the store ${path} was emptied: ${what}`, 1);
}

/** What stands at a path where a file should. */
function whatIs(path: string): string {
  const stat = statSync(path);
  if (stat.isDirectory()) return 'a folder';
  if (stat.isFIFO()) return 'a pipe';
  return stat.isSocket() ? 'a socket' : 'a device';
}

/** A file that is none of tj's. */
export function notAStore(path: string): UserError {
  return new UserError(
    'not-a-store',
    `${path} is a database of another program, and is left as it is: name another file with --db`,
    1,
  );
}
