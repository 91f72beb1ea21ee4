import { closeSync, fstatSync } from 'node:fs';
import { fileStat } from '../discover/file-stat.ts';
import { handOn, LineSplitter, type OnLine, type SplitEnd, type SplitOptions } from './line-splitter.ts';
import { openForReading } from './open-for-reading.ts';

/** Where reading ended, and the file as it was when it was opened; a file that shrank has the size it shrank to. */
export interface ReadEnd extends SplitEnd {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

/**
 * Hands on the lines of a file from an offset up to the size it has when it is opened. Lines end at 0x0A only; a
 * carriage return before it, a byte order mark at the head of the file and NUL bytes at the head of a line are taken
 * off, and what is then empty or blank is counted as a line but not handed on. A last line without newline is returned
 * as `tail`. Throws what opening and reading throw, and `OutOfTime`; a file that shrinks meanwhile ends early and is told.
 */
export function readLines(path: string, onLine: OnLine, options: SplitOptions): ReadEnd {
  const fd = openForReading(path);
  try {
    const { size, mtimeMs, ino } = fileStat(fstatSync(fd));
    const splitter = new LineSplitter(onLine, options);
    const ended = splitter.read(fd, size);
    return { ...splitter.end(), size: Math.min(size, ended), mtimeMs, ino };
  } finally {
    closeSync(fd);
  }
}

/** The last line without newline, handed on as the others are. */
export function handOnTail(tail: Buffer, line: number, isFirst: boolean, onLine: OnLine): void {
  handOn(tail, 0, tail.length - 1, line, isFirst, tail.length, onLine);
}
