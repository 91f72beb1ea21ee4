import { closeSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { errorCode } from '../discover/error-code.ts';
import { makeFolder } from '../spool/make-folder.ts';
import { namesIn } from '../spool/read-spool.ts';

/** Backups that are kept: a step that goes wrong may only be noticed after the next one. */
const KEPT = 2;

/** What stands between the name of a store and the process that makes it anew. */
export const REPAIRING = '.repair-';

/** A store as it was. */
export interface StoreCopy {
  readonly path: string;
  /** A repair keeps the damaged store, an upgrade the one of before it; a repair that was killed leaves what it was making. */
  readonly why: 'repair' | 'upgrade' | 'unfinished';
  readonly mtimeMs: number;
}

/** All copies of the store at `path` that tj made, without their logs, the newest first. */
export function storeCopies(path: string): StoreCopy[] {
  const damaged = copiesIn(dirname(path), `${basename(path)}.damaged-`, 'repair');
  const backups = copiesIn(backupFolder(path), `${basename(path)}.version-`, 'upgrade');
  const repairing = copiesIn(dirname(path), basename(path) + REPAIRING, 'unfinished');
  const unfinished = repairing.filter((copy) => !isRunning(Number(copy.path.split(REPAIRING).at(-1))));
  return [...damaged, ...backups, ...unfinished].sort((a, b) => b.mtimeMs - a.mtimeMs || (a.path < b.path ? -1 : 1));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function copiesIn(folder: string, begin: string, why: StoreCopy['why']): StoreCopy[] {
  return namesIn(folder).flatMap((name) => {
    if (!name.startsWith(begin) || /-(?:wal|shm)$/.test(name)) return [];
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return stat?.isFile() ? [{ path: join(folder, name), why, mtimeMs: stat.mtimeMs }] : [];
  });
}

function backupFolder(path: string): string {
  return join(dirname(path), 'backups');
}

/**
 * Copies a store of this version to the folder `backups` beside it, whole or not at all, and removes all but the newest
 * two; returns where it is. To be used while the store is locked. Throws what SQLite and the file system say.
 */
export function backUp(path: string, version: number): string {
  const folder = backupFolder(path);
  makeFolder(folder);
  const place = join(folder, `${basename(path)}.version-${version}`);
  const unfinished = `${place}.${process.pid}.unfinished`;
  // SQLite itself would make it as everybody's.
  closeSync(openSync(unfinished, 'w', 0o600));
  try {
    const store = new Database(path, { readonly: true, fileMustExist: true });
    try {
      store.prepare('VACUUM INTO ?').run(unfinished);
    } finally {
      store.close();
    }
    const written = openSync(unfinished, 'r+');
    fsyncSync(written);
    closeSync(written);
    renameSync(unfinished, place);
  } finally {
    rmSync(unfinished, { force: true });
  }
  const backups = storeCopies(path).filter(({ why }) => why === 'upgrade');
  for (const old of backups.slice(KEPT)) rmSync(old.path, { force: true });
  return place;
}
