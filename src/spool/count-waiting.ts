import { readdirSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import { REPORT, spoolFolder } from './spool-folder.ts';

/** How many reports of hooks the store does not have yet. */
export function countWaiting(tjHome: string): number {
  try {
    const found = readdirSync(spoolFolder(tjHome), { withFileTypes: true });
    return found.filter((entry) => entry.isFile() && entry.name.endsWith(REPORT)).length;
  } catch (error) {
    errorCode(error);
    return 0;
  }
}
