import type { Stats } from 'node:fs';
import type { TranscriptFile } from '../model/transcript-file.ts';

/**
 * What of a stat tells one state of a file from another: bytes, whole milliseconds and the inode. A number too large
 * to be kept exactly (Windows has such) is no inode: 0.
 */
export function fileStat({ size, mtimeMs, ino }: Stats): Pick<TranscriptFile, 'size' | 'mtimeMs' | 'ino'> {
  return { size, mtimeMs: Math.floor(mtimeMs), ino: Number.isSafeInteger(ino) ? ino : 0 };
}
