import { existsSync, realpathSync, writeFileSync } from 'node:fs';
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
  const file = resolve(path);
  try {
    const folder = realpathSync.native(dirname(file));
    if (readOnly.some((root) => join(folder, sep).startsWith(join(root, sep))))
      throw new UserError('read-only', `${file}: tj writes nothing into Claude's folders`, 1);
    writeFileSync(file, content, { flag: 'wx', mode: MODES[whose] });
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'EEXIST') throw isThere(file);
    throw new UserError('no-file', `cannot write ${file}: ${error.message}`, 1);
  }
}

/** `UserError` for a file that is there, before any of several is written. */
export function refuseExisting(path: string): void {
  if (existsSync(path)) throw isThere(resolve(path));
}

function isThere(file: string): UserError {
  return new UserError('file-exists', `${file} is there already: it is left as it is`, 1);
}
