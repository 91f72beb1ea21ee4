import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';

/** For nobody else; and as the user's other files, for what is meant to be shared. */
const MODES = { own: 0o600, shared: 0o666 };

/**
 * Writes a file that is not there yet. `UserError` when it is, when it cannot be written, and for a place within one of
 * the folders `readOnly` (real paths), which tj never writes to.
 */
export function writeNewFile(
  path: string,
  content: string | Uint8Array,
  readOnly: readonly string[],
  whose: keyof typeof MODES = 'own',
): void {
  const fd = openNewFile(path, readOnly, whose);
  try {
    writeFileSync(fd, content);
  } catch (error) {
    throw cannotWrite(resolve(path), error);
  } finally {
    closeSync(fd);
  }
}

/** A file that is written piece by piece. */
export interface NewFile {
  readonly write: (content: string | Uint8Array) => void;
  /** The file is whole, and on the disk; returns its size. */
  readonly finish: () => number;
  /** Takes it away again. */
  readonly abandon: () => void;
}

/** Begins such a file. `UserError` as of `writeNewFile`, also of what it returns. */
export function newFile(path: string, readOnly: readonly string[]): NewFile {
  const file = resolve(path);
  const fd = openNewFile(path, readOnly, 'own');
  const using = <T>(use: () => T): T => {
    try {
      return use();
    } catch (error) {
      throw cannotWrite(file, error);
    }
  };
  return {
    write: (content) => using(() => writeFileSync(fd, content)),
    finish: () =>
      using(() => {
        fsyncSync(fd);
        const { size } = fstatSync(fd);
        closeSync(fd);
        return size;
      }),
    abandon: () => {
      closeSync(fd);
      rmSync(file, { force: true });
    },
  };
}

function openNewFile(path: string, readOnly: readonly string[], whose: keyof typeof MODES): number {
  const file = resolve(path);
  try {
    refuseWithin(file, readOnly);
    return openSync(file, 'wx', MODES[whose]);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** So much of a file says whose it is. */
const BEGINNING = 4096;

/**
 * Writes a file whole or not at all, for the user's eyes only; over one that is there only where `mayReplace` says so of its
 * beginning. `UserError` as above.
 */
export function writeOver(
  path: string,
  content: string,
  readOnly: readonly string[],
  mayReplace: (beginning: string) => boolean,
): void {
  const named = resolve(path);
  let file = named;
  try {
    file = replacedBy(named);
    const beside = `${file}.${process.pid}`;
    refuseWithin(file, readOnly);
    if (existsSync(file) && !mayReplace(beginningOf(file))) throw isThere(file, '; --force writes over it');
    try {
      writeFileSync(beside, content, { flag: 'wx', mode: MODES.own });
      renameSync(beside, file);
    } finally {
      rmSync(beside, { force: true });
    }
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

/** What is written where this is named: where a link leads. `UserError` for what is no file and for a link to nothing. */
function replacedBy(file: string): string {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined) return file;
  if (found.isSymbolicLink() && !existsSync(file)) throw new UserError('no-file', `${file} is a link to nothing`, 1);
  const target = found.isSymbolicLink() ? realpathSync.native(file) : file;
  if (!statSync(target).isFile()) throw new UserError('no-file', `${file} is no file that could be written over`, 1);
  return target;
}

function beginningOf(file: string): string {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(BEGINNING);
    return bytes.toString('utf8', 0, readSync(handle, bytes, 0, BEGINNING, 0));
  } finally {
    closeSync(handle);
  }
}

function refuseWithin(file: string, readOnly: readonly string[]): void {
  const folder = realpathSync.native(dirname(file));
  if (readOnly.some((root) => join(folder, sep).startsWith(join(root, sep))))
    throw new UserError('read-only', `${file}: tj writes nothing into Claude's folders`, 1);
}

function cannotWrite(file: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EEXIST') return isThere(file);
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return new UserError('no-file', `cannot write ${file}: there is no folder ${dirname(file)}`, 1);
  if (error.code === 'ENOENT')
    return new UserError('no-file', `cannot write ${file}: there is no folder ${dirname(file)}`, 1);
  return new UserError('no-file', `cannot write ${file}: ${error.message}`, 1);
}

/** `UserError` for a file that is there, before any of several is written. */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw isThere(resolve(path));
}

function isThere(file: string, more = ''): UserError {
  return new UserError('file-exists', `${file} is there already: it is left as it is${more}`, 1);
}
