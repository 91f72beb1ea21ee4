import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';

/** The whole lines among the last so many bytes of a file; none where it cannot be read or is no file. */
export function lastLines(path: string, mostBytes: number): string[] {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    const stat = fstatSync(file);
    if (!stat.isFile()) return [];
    const from = Math.max(0, stat.size - mostBytes);
    const bytes = Buffer.alloc(stat.size - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, read).split('\n');
    return from === 0 ? lines : lines.slice(1);
  } catch (error) {
    errorCode(error);
    return [];
  } finally {
    if (file !== null) closeSync(file);
  }
}
