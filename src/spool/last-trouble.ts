import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import { hookLog } from './hook-log.ts';

/** No line of the log is longer than a fraction of this. */
const TAIL_BYTES = 16 * 1024;

/** The last lines of the log, oldest first; none where there is no log, or none that can be read. */
export function lastTrouble(tjHome: string, most: number): string[] {
  try {
    const fd = openSync(hookLog(tjHome), 'r');
    try {
      const { size } = fstatSync(fd);
      const tail = Buffer.alloc(Math.min(size, TAIL_BYTES));
      const read = readSync(fd, tail, 0, tail.length, size - tail.length);
      const lines = tail.toString('utf8', 0, read).split('\n');
      return lines.filter((line) => line.trim() !== '').slice(-most);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    errorCode(error);
    return [];
  }
}
