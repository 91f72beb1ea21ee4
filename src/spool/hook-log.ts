import { appendFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../discover/error-code.ts';
import { labelOf } from '../model/label.ts';
import { makeFolder } from './make-folder.ts';

/** Bytes after which a log is set aside, in place of the one set aside before. */
const MOST_BYTES = 128 * 1024;

const LINE_CHARS = 400;

/** The log of what runs where nobody looks. */
export function hookLog(tjHome: string): string {
  return join(tjHome, 'hook.log');
}

/**
 * Adds one line to the log. Two logs of a bounded size are kept, for the user's eyes only. A log that cannot be written
 * is left: whoever calls this is in trouble already.
 */
export function logTrouble(tjHome: string, at: Date, trouble: string): void {
  const path = hookLog(tjHome);
  try {
    makeFolder(tjHome);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MOST_BYTES) renameSync(path, `${path}.1`);
    appendFileSync(path, `${at.toISOString()} ${labelOf(trouble, LINE_CHARS)}\n`, { mode: 0o600 });
  } catch (error) {
    errorCode(error);
  }
}
