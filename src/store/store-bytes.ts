import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** With many at once on a busy machine one may have to wait for long. */
export const BUSY_TIMEOUT_MS = 30_000;

/** As the file system and SQLite say so; SQLite cannot open a store where it may not put its log beside it. */
export const NO_LEAVE = /^(?:EACCES|EPERM|EROFS|SQLITE_READONLY.*|SQLITE_CANTOPEN.*|SQLITE_PERM)$/;

/** Where SQLite writes in its header who may read and write a file: 1 without a log beside it, 2 with one. */
const [LOG_MARKS_FROM, LOG_MARKS_TO] = [18, 20];

/** A store as it stands on disk; empty where there is none. Only reading its log takes room: an index of the log. */
export function bytesOf(path: string): Buffer {
  if (isEmpty(path)) return Buffer.alloc(0);
  const bytes = isEmpty(`${path}-wal`) ? readFileSync(path) : withItsLog(path);
  return bytes.fill(1, LOG_MARKS_FROM, LOG_MARKS_TO);
}

function withItsLog(path: string): Buffer {
  try {
    return serialized(path);
  } catch (error) {
    if (!NO_LEAVE.test(codeOf(error))) throw error;
    return serializedElsewhere(path);
  }
}

/** Of a store beside whose log SQLite may not put the index that it needs. */
function serializedElsewhere(path: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'tj-'));
  try {
    const copy = join(folder, 'tj.db');
    for (const end of ['', '-wal']) copyFileSync(path + end, copy + end);
    for (const end of ['', '-wal']) chmodSync(copy + end, 0o600);
    return serialized(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function serialized(path: string): Buffer {
  const store = new Database(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT_MS });
  try {
    // Unlike what comes next, a question tells why it cannot be answered.
    store.prepare('SELECT count(*) FROM sqlite_schema').get();
    return store.serialize();
  } finally {
    store.close();
  }
}

/** Whether nothing is there, or nothing in it. */
export function isEmpty(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0;
}

/** Code of an error of the file system or of SQLite; '' for any other. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
