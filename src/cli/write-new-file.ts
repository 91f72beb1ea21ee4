import { realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';

/**
 * Writes a file that is not there yet. `UserError` when it is, when it cannot be written, and for a place within one of
 * the folders `readOnly` (real paths), which tj never writes to.
 */
export function writeNewFile(path: string, text: string, readOnly: readonly string[]): void {
  const file = resolve(path);
  try {
    const folder = realpathSync.native(dirname(file));
    if (readOnly.some((root) => join(folder, sep).startsWith(join(root, sep))))
      throw new UserError('read-only', `${file}: tj writes nothing into Claude's folders`, 1);
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (!(error instanceof Error) || !('code' in error)) throw error;
    if (error.code === 'EEXIST') throw new UserError('file-exists', `${file} is there already: it is left as it is`, 1);
    throw new UserError('no-file', `cannot write ${file}: ${error.message}`, 1);
  }
}
