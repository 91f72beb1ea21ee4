import { closeSync, existsSync, fstatSync, fsyncSync, openSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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
    const folder = realpathSync.native(dirname(file));
    if (readOnly.some((root) => join(folder, sep).startsWith(join(root, sep))))
      throw new UserError('read-only', `${file}: tj writes nothing into Claude's folders`, 1);
    return openSync(file, 'wx', MODES[whose]);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

function cannotWrite(file: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'EEXIST') return isThere(file);
  return new UserError('no-file', `cannot write ${file}: ${error.message}`, 1);
}

/** `UserError` for a file that is there, before any of several is written. */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw isThere(resolve(path));
}

function isThere(file: string): UserError {
  return new UserError('file-exists', `${file} is there already: it is left as it is`, 1);
}
