import { readSync } from 'node:fs';
import { noteOddity, type Oddity } from '../model/issue.ts';

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** 256 KiB and 1 MiB split 13 GB/s, 64 KiB and 4 MiB 12. */
const CHUNK_BYTES = 1024 * 1024;

/** A longer line is skipped and told. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Takes one line: `bytes[start, end)` without its newline, valid only during the call; `line` is 1-based. A newline
 * stands somewhere behind it in `bytes`, of which what was read of the file ends at `filled`.
 */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number, filled: number) => void;

export interface SplitOptions {
  /** Byte offset to begin at, the first of a line. */
  readonly from: number;
  /** Number of that line. */
  readonly firstLine: number;
  /** Whether there is no time left: asked before each chunk but the first; absent: there always is. */
  readonly isOver?: () => boolean;
  readonly chunkBytes?: number;
  readonly maxLineBytes?: number;
}

/** Thrown where time ran out within a file. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

export interface SplitEnd {
  /** Offset after the last newline that was read. */
  readonly position: number;
  /** Number of the line at `position`. */
  readonly nextLine: number;
  /** The last line when it has no newline yet; a copy, with the newline that it lacks. */
  readonly tail: Buffer | null;
  readonly oddities: readonly Oddity[];
}

/** Splits what it reads into lines, in one buffer that grows with the longest line up to the cap. For one reading. */
export class LineSplitter {
  readonly #onLine: OnLine;
  readonly #maxLine: number;
  readonly #isOver: () => boolean;
  readonly #oddities: Oddity[] = [];
  #buffer: Buffer;
  /** Bytes at the head of the buffer that belong to a line whose newline has not come yet. */
  #held = 0;
  /** In the midst of a line that is too long. */
  #skipping = false;
  /** Where the next bytes are read. */
  #offset: number;
  /** Where the next line begins. */
  #position: number;
  #line: number;

  constructor(onLine: OnLine, options: SplitOptions) {
    this.#onLine = onLine;
    this.#maxLine = options.maxLineBytes ?? MAX_LINE_BYTES;
    this.#isOver = options.isOver ?? (() => false);
    this.#buffer = takeBuffer(options.chunkBytes ?? CHUNK_BYTES);
    this.#offset = options.from;
    this.#position = options.from;
    this.#line = options.firstLine;
  }

  /** Splits up to `size`; tells where the bytes ended. Throws `OutOfTime`. */
  read(fd: number, size: number): number {
    for (let isBegun = false; this.#offset < size; isBegun = true) {
      if (isBegun && this.#isOver()) throw new OutOfTime();
      this.#makeRoom();
      const room = Math.min(this.#buffer.length - this.#held, size - this.#offset);
      const got = readSync(fd, this.#buffer, this.#held, room, this.#offset);
      if (got === 0) break;
      this.#offset += got;
      this.#split(this.#held + got);
    }
    if (this.#offset !== size) {
      const detail = `shrank: ${Math.max(size, this.#offset)} bytes were expected`;
      noteOddity(this.#oddities, { kind: 'vanished', line: null, detail });
    }
    return this.#offset;
  }

  end(): SplitEnd {
    const tooLong = this.#skipping || this.#held > this.#maxLine;
    if (tooLong) this.#tellTooLong(this.#offset);
    const tail = this.#held > 0 && !tooLong ? ended(this.#buffer.subarray(0, this.#held)) : null;
    giveBack(this.#buffer);
    return { position: this.#position, nextLine: this.#line, tail, oddities: this.#oddities };
  }

  #makeRoom(): void {
    if (this.#held < this.#buffer.length) return;
    if (this.#held > this.#maxLine) {
      this.#skipping = true;
      this.#held = 0;
    } else this.#buffer = grown(this.#buffer, Math.min(this.#buffer.length * 2, this.#maxLine + 1));
  }

  /** Hands on the lines that end in the first `filled` bytes of the buffer and moves the rest to its head. */
  #split(filled: number): void {
    const fresh = this.#buffer.subarray(0, filled);
    const bufferOffset = this.#offset - filled;
    let start = 0;
    for (let end = fresh.indexOf(NEWLINE, this.#held); end >= 0; end = fresh.indexOf(NEWLINE, start)) {
      if (this.#skipping || end - start > this.#maxLine) this.#tellTooLong(bufferOffset + end);
      else handOn(this.#buffer, start, end, this.#line, this.#position === 0, filled, this.#onLine);
      this.#skipping = false;
      start = end + 1;
      this.#position = bufferOffset + start;
      this.#line++;
    }
    this.#held = this.#skipping ? 0 : filled - start;
    if (start > 0 && this.#held > 0) this.#buffer.copyWithin(0, start, filled);
  }

  /** `end`: the offset behind the line. */
  #tellTooLong(end: number): void {
    const detail = `left out: ${megabytes(end - this.#position)}, of which a line may have ${megabytes(this.#maxLine)}`;
    noteOddity(this.#oddities, { kind: 'line-too-long', line: this.#line, detail });
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Hands on `bytes[from, to)` without what does not belong to the line; nothing for a blank one. */
export function handOn(
  bytes: Buffer,
  from: number,
  to: number,
  line: number,
  isFileHead: boolean,
  filled: number,
  onLine: OnLine,
): void {
  let start = from;
  let end = to;
  if (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--;
  if (isFileHead && bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
  while (start < end && (bytes[start] === 0 || bytes[start] === 0x20 || bytes[start] === 0x09)) start++;
  if (start < end) onLine(bytes, start, end, line, filled);
}

/** A newline behind every line keeps whoever scans it from looking past the buffer. */
function ended(line: Buffer): Buffer {
  const copy = Buffer.alloc(line.length + 1, NEWLINE);
  line.copy(copy);
  return copy;
}

/** The usual buffer, kept for the next file while no file is being read. */
let spare: Buffer | undefined;

function takeBuffer(bytes: number): Buffer {
  const kept = spare;
  if (bytes !== CHUNK_BYTES || kept === undefined) return Buffer.allocUnsafeSlow(bytes);
  spare = undefined;
  return kept;
}

function giveBack(buffer: Buffer): void {
  if (buffer.length === CHUNK_BYTES) spare = buffer;
}

function grown(buffer: Buffer, bytes: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(bytes);
  buffer.copy(larger);
  return larger;
}
