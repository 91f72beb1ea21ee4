import { closeSync, readSync } from 'node:fs';
import { errorCode } from '../discover/error-code.ts';
import { openForReading } from './open-for-reading.ts';

/** As much as a file system gives back as zeros at the least after a crash. */
const BLOCK_BYTES = 512;

/** Whether a file begins or ends with a block of NUL bytes, as crashes leave it; false where it cannot be read. */
export function isZeroed(path: string, size: number): boolean {
  try {
    const fd = openForReading(path);
    try {
      return [0, Math.max(0, size - BLOCK_BYTES)].some((offset) => isZero(fd, offset));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    errorCode(error);
    return false;
  }
}

function isZero(fd: number, offset: number): boolean {
  const bytes = Buffer.alloc(BLOCK_BYTES);
  const got = readSync(fd, bytes, 0, BLOCK_BYTES, offset);
  return got > 0 && bytes.subarray(0, got).every((byte) => byte === 0);
}
