import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { IssueKind } from '../model/issue.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Measured best between 256 KiB and 4 MiB. */
const CHUNK_BYTES = 1024 * 1024;

/** A longer line is skipped and told. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/** Takes one line: `bytes[start, end)` without its newline, valid only during the call; `line` is 1-based. */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number) => void;

export interface ReadOptions {
  /** Byte offset to begin at, the first of a line. */
  readonly from: number;
  /** Number of that line. */
  readonly firstLine: number;
  readonly chunkBytes?: number;
  readonly maxLineBytes?: number;
}

/** Where reading ended. */
export interface ReadEnd {
  /** Offset after the last newline that was read. */
  readonly position: number;
  /** Number of the line at `position`. */
  readonly nextLine: number;
  /** The last line when it has no newline yet; a copy. */
  readonly tail: Buffer | null;
  /** The file as it was when it was opened. */
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
  readonly oddities: readonly ReadOddity[];
}

export interface ReadOddity {
  readonly kind: IssueKind;
  readonly line: number | null;
  readonly detail: string;
}

/**
 * Hands on the lines of a file from an offset up to the size it has when it is opened. Lines end at 0x0A only; a
 * carriage return before it, a byte order mark at the head of the file and NUL bytes at the head of a line are taken
 * off, and what is then empty or blank is counted as a line but not handed on. A last line without newline is returned
 * as `tail`. Throws what `openSync` throws; a file that shrinks meanwhile ends early and is told.
 */
export function readLines(path: string, onLine: OnLine, options: ReadOptions): ReadEnd {
  const fd = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    return readFrom(fd, onLine, options);
  } finally {
    closeSync(fd);
  }
}

function readFrom(fd: number, onLine: OnLine, options: ReadOptions): ReadEnd {
  const { size, mtimeMs, ino } = fstatSync(fd);
  const maxLine = options.maxLineBytes ?? MAX_LINE_BYTES;
  const oddities: ReadOddity[] = [];
  let buffer = chunkBuffer(options.chunkBytes ?? CHUNK_BYTES);
  /** Bytes at the head of the buffer that belong to a line whose newline has not come yet. */
  let held = 0;
  let offset = options.from;
  let position = options.from;
  let line = options.firstLine;
  let skipping = false;
  while (offset < size) {
    if (held === buffer.length) {
      if (held >= maxLine) {
        skipping = true;
        held = 0;
      } else buffer = grown(buffer, Math.min(buffer.length * 2, Math.max(maxLine, buffer.length + 1)));
    }
    const got = readSync(fd, buffer, held, Math.min(buffer.length - held, size - offset), offset);
    if (got === 0) {
      oddities.push({
        kind: 'vanished',
        line: null,
        detail: `shrank from ${size} to ${offset} bytes while being read`,
      });
      break;
    }
    offset += got;
    const filled = held + got;
    let start = 0;
    for (let end = buffer.indexOf(NEWLINE, held); end >= 0 && end < filled; end = buffer.indexOf(NEWLINE, start)) {
      if (skipping || end - start > maxLine) {
        oddities.push({ kind: 'line-too-long', line, detail: `longer than ${maxLine} bytes` });
        skipping = false;
      } else handOn(buffer, start, end, line, position === 0, onLine);
      position = offset - (filled - end - 1);
      start = end + 1;
      line++;
    }
    held = skipping ? 0 : filled - start;
    if (start > 0 && held > 0) buffer.copyWithin(0, start, filled);
  }
  const tail = held > 0 && !skipping ? Buffer.from(buffer.subarray(0, held)) : null;
  return { position, nextLine: line, tail, size: Math.min(size, offset), mtimeMs: Math.floor(mtimeMs), ino, oddities };
}

/** The last line without newline, handed on as the others are. */
export function handOnTail(tail: Buffer, line: number, isFirst: boolean, onLine: OnLine): void {
  handOn(tail, 0, tail.length, line, isFirst, onLine);
}

function handOn(buffer: Buffer, from: number, to: number, line: number, isHead: boolean, onLine: OnLine): void {
  let start = from;
  let end = to;
  if (end > start && buffer[end - 1] === CARRIAGE_RETURN) end--;
  if (isHead && buffer[start] === 0xef && buffer[start + 1] === 0xbb && buffer[start + 2] === 0xbf) start += 3;
  while (start < end && (buffer[start] === 0 || buffer[start] === 0x20 || buffer[start] === 0x09)) start++;
  if (start < end) onLine(buffer, start, end, line);
}

let shared: Buffer | undefined;

/** The usual buffer is kept for the next file. */
function chunkBuffer(bytes: number): Buffer {
  if (bytes !== CHUNK_BYTES) return Buffer.allocUnsafeSlow(bytes);
  shared ??= Buffer.allocUnsafeSlow(bytes);
  return shared;
}

function grown(buffer: Buffer, bytes: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(bytes);
  buffer.copy(larger);
  return larger;
}
