import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorCode } from './error-code.ts';

/** Beside ENOENT: a path that leads through a file, in a circle, or is none. */
const NO_SUCH_PLACE = new Set(['ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

/** What is at a path; `hidden`: a folder above it does not let us see. Links are followed. */
export function lookAt(path: string): 'folder' | 'other' | 'absent' | 'hidden' {
  let stat: Stats | undefined;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return NO_SUCH_PLACE.has(errorCode(error)) ? 'absent' : 'hidden';
  }
  if (stat === undefined) return 'absent';
  return stat.isDirectory() ? 'folder' : 'other';
}

/** What lies in a folder, in no order; nothing where it cannot be read. */
export function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    errorCode(error);
    return [];
  }
}

/** The path without links, in the letters of the disk: `native` also settles their case where that is ignored. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    errorCode(error);
    return path;
  }
}

/** The same of what is not there any more: what is left of the folders above it tells their links. */
export function realPathOfGone(path: string): string {
  const above = dirname(path);
  return above === path || lookAt(path) !== 'absent' ? realPath(path) : join(realPathOfGone(above), basename(path));
}

/** Folders that are there, of a list in which `:` or `;` stands between them as in PATH, or a comma; none for a single folder. */
export function listIn(path: string, home: string): string[] {
  // A colon behind a single letter belongs to a drive.
  const parts = path.split(/[;,]|(?<!(?:^|[;:])[A-Za-z]):/).filter((part) => part !== '');
  const folders = parts.map((part) => part.replace(/^~(?=$|[\\/])/, home));
  return parts.length < 2 ? [] : folders.filter((folder) => lookAt(folder) === 'folder').map((folder) => join(folder));
}
