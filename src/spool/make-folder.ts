import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { errorCode } from '../discover/error-code.ts';

/**
 * Makes a folder for the user alone, with those above it; one that is there is left as it is. Throws what the file system
 * says. Node's own recursion never ends where nothing can be made below a folder that exists (`/proc`).
 */
export function makeFolder(path: string): void {
  if (isMade(path)) return;
  makeFolder(dirname(path));
  // Once more in any case: the folder above may also have been made by another process in between.
  if (!isMade(path)) mkdirSync(path, { mode: 0o700 });
}

/** False where nothing is above it yet. */
function isMade(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST' && statSync(path).isDirectory()) return true;
    if (errorCode(error) === 'ENOENT' && dirname(path) !== path) return false;
    throw error;
  }
}
