import { readdirSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import { REPORT, spoolFolder } from './spool-folder.ts';

/** How many reports of hooks the store does not have yet. */
export function countWaiting(tjHome: string): number {
  try {
    return readdirSync(spoolFolder(tjHome)).filter((name) => name.endsWith(REPORT)).length;
  } catch (error) {
    errorCode(error);
    return 0;
  }
}
