import { createHash } from 'node:crypto';
import { closeSync, readSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import { openForReading } from './open-for-reading.ts';

/** Bytes at the head of a file, and before the position it was read to, that tell it from a rewritten one. */
const HEAD_BYTES = 4096;
const BEFORE_POSITION_BYTES = 256;

/** What a file looked like when it was read up to `position`. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeMs: number;
  /** 0 when it is not known. */
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
 * more behind it; anything else is `changed` and has to be read anew. Never throws.
 */
export function compareStamp(stamp: FileStamp, now: FileNow): 'same' | 'grown' | 'changed' {
  const otherFile = now.ino !== stamp.ino && now.ino !== 0 && stamp.ino !== 0;
  if (otherFile || stamp.position > stamp.size) return 'changed';
  if (now.size === stamp.size && now.mtimeMs === stamp.mtimeMs) return 'same';
  if (now.size <= stamp.size || stamp.headHash === '') return 'changed';
  return headHashOf(now.path, stamp.position) === stamp.headHash ? 'grown' : 'changed';
}

/** Hash of the file's head and of the bytes before `position`; '' when it cannot be read. */
export function headHashOf(path: string, position: number): string {
  try {
    const fd = openForReading(path);
    try {
      return hashOf(fd, position);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    errorCode(error);
    return '';
  }
}

function hashOf(fd: number, position: number): string {
  const before = Math.min(BEFORE_POSITION_BYTES, position);
  return createHash('sha256')
    .update(bytesAt(fd, 0, Math.min(HEAD_BYTES, position)))
    .update(bytesAt(fd, position - before, before))
    .digest('hex')
    .slice(0, 32);
}

function bytesAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, length === 0 ? 0 : readSync(fd, bytes, 0, length, offset));
}
