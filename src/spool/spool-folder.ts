import { join } from 'node:path';

/** Where reports of hooks wait until the store has them. */
export function spoolFolder(tjHome: string): string {
  return join(tjHome, 'spool');
}

/** How a report's file ends, and one that is not whole yet. */
export const REPORT = '.json';
export const UNFINISHED = '.part';
