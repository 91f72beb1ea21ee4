import { createHash } from 'node:crypto';
import { closeSync, constants, openSync, readSync } from 'node:fs';

/** Bytes at the head of a file, and before the position it was read to, that tell it from a rewritten one. */
const HEAD_BYTES = 4096;
const BEFORE_POSITION_BYTES = 256;

/** What a file looked like when it was read up to `position`. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly headHash: string;
  readonly position: number;
}

/** A file as its directory tells it now. */
export interface FileNow {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/**
 * What became of a file since it was read: `same` needs no look inside; `grown` has all that was read as before and
 * more behind it; anything else is `changed` and has to be read anew.
 */
export function compareStamp(stamp: FileStamp, now: FileNow): 'same' | 'grown' | 'changed' {
  if (now.ino !== stamp.ino) return 'changed';
  if (now.size === stamp.size && now.mtimeMs === stamp.mtimeMs) return 'same';
  if (now.size <= stamp.size) return 'changed';
  return headHashOf(now.path, stamp.position) === stamp.headHash ? 'grown' : 'changed';
}

/** Hash of the file's head and of the bytes before `position`; '' when it cannot be opened. */
export function headHashOf(path: string, position: number): string {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  } catch (error) {
    if (error instanceof Error && 'code' in error) return '';
    throw error;
  }
  try {
    const hash = createHash('sha256');
    hash.update(bytesAt(fd, 0, Math.min(HEAD_BYTES, position)));
    const before = Math.min(BEFORE_POSITION_BYTES, position);
    hash.update(bytesAt(fd, position - before, before));
    return hash.digest('hex').slice(0, 32);
  } finally {
    closeSync(fd);
  }
}

function bytesAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, length === 0 ? 0 : readSync(fd, bytes, 0, length, offset));
}
