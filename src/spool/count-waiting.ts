import { entriesIn } from '../discover/look-at.ts';
import { REPORT, spoolFolder } from './spool-folder.ts';

/** How many reports of hooks the store does not have yet. */
export function countWaiting(tjHome: string): number {
  return entriesIn(spoolFolder(tjHome)).filter((entry) => entry.isFile() && entry.name.endsWith(REPORT)).length;
}
