import { DAY_MS, type Millis, millis, parseIso } from '../model/time.ts';
import type { ByteHash } from './hash-bytes.ts';
import { lastString, QUOTE } from './json-bytes.ts';
import { JsonScanner, type StringPlace } from './json-scanner.ts';

/** Length of `2026-01-01T00:00:00.000Z`, as Claude Code writes times. */
const ISO_LENGTH = 24;

/** Fields that say the same line after line. */
export const REPEATED = {
  sessionId: 0,
  cwd: 1,
  version: 2,
  agentId: 3,
  requestId: 4,
  id: 5,
  model: 6,
  type: 7,
  gitBranch: 8,
} as const;
type Repeated = (typeof REPEATED)[keyof typeof REPEATED];

/** A scanner with what makes lines of a transcript quick to read: most of one says what the one before it said. */
export class LineScanner extends JsonScanner {
  /** What each repeated field said last; null when that was not plain ASCII. */
  private readonly said: (string | null)[] = [];
  private day = '';
  private dayStart = 0;

  /** As `string`, for a field whose value is often the one it had before. */
  again(field: Repeated): string | null {
    const known = this.said[field] ?? null;
    if (known !== null && this.isNext(known)) {
      this.pos += known.length + 2;
      this.fresh = false;
      return known;
    }
    const text = this.string();
    this.said[field] = text !== null && lastString.ascii && lastString.surplus === 0 ? text : null;
    return text;
  }

  /** The next value when it is a string that holds an ISO time; else null, and skipped. */
  time(): Millis | null {
    const start = this.pos + 1;
    if (this.bytes[start + ISO_LENGTH] !== QUOTE || this.bytes[start + ISO_LENGTH - 1] !== 0x5a) return this.anyTime();
    const day = this.dayAt(start);
    const hour = this.digits(start + 11, 2);
    const minute = this.digits(start + 14, 2);
    const second = this.digits(start + 17, 2);
    const ms = this.digits(start + 20, 3);
    const whole = ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    if (!this.atString() || !(hour < 24 && minute < 60 && second < 60) || !(day + whole > 0)) return this.anyTime();
    if (!this.hasMarks(start)) return this.anyTime();
    this.pos = start + ISO_LENGTH + 1;
    this.fresh = false;
    return millis(day + whole);
  }

  /** True, and gone past, when the next value is written just as `value`. */
  passIfSame(value: Buffer): boolean {
    const end = this.pos + value.length;
    if (value.length === 0 || end > this.end || value.compare(this.bytes, this.pos, end) !== 0) return false;
    this.pos = end;
    this.fresh = false;
    return true;
  }

  /** A copy of what was gone past since `start`. */
  copyFrom(start: number): Buffer {
    return Buffer.from(this.bytes.subarray(start, this.pos));
  }

  /** Adds the text of a place of this line, as it is written. */
  hashText(place: StringPlace, hash: ByteHash): void {
    hash.addBytes(this.bytes, this.words, place.start, place.end);
  }

  /** Adds what was gone past since `start`. */
  hashFrom(start: number, hash: ByteHash): void {
    hash.addBytes(this.bytes, this.words, start, this.pos);
  }

  /** Whether a place of this line ends so, as it is written. */
  endsWith({ start, end }: StringPlace, written: string): boolean {
    const from = end - written.length;
    return from >= start && this.bytes.toString('latin1', from, end) === written;
  }

  /** The first byte of the string that is next; 0 when it is empty or none. */
  firstByte(): number {
    const byte = this.atString() ? (this.bytes[this.pos + 1] ?? 0) : 0;
    return byte === QUOTE ? 0 : byte;
  }

  private isNext(text: string): boolean {
    const { bytes, pos } = this;
    if (bytes[pos] !== QUOTE || bytes[pos + 1 + text.length] !== QUOTE) return false;
    // From the end: that is where ids differ.
    for (let i = text.length - 1; i >= 0; i--) if (bytes[pos + 1 + i] !== text.charCodeAt(i)) return false;
    return true;
  }

  private anyTime(): Millis | null {
    const text = this.string();
    return text === null ? null : parseIso(text);
  }

  /** Start of the day whose date stands at `start`; NaN when there is none. */
  private dayAt(start: number): number {
    if (!this.isDay(start)) {
      this.day = this.bytes.toString('latin1', start, start + 10);
      this.dayStart = parseIso(this.day) ?? Number.NaN;
      if (this.dayStart % DAY_MS !== 0) this.day = '';
    }
    return this.dayStart;
  }

  private isDay(start: number): boolean {
    if (this.day === '') return false;
    for (let i = 9; i >= 0; i--) if (this.bytes[start + i] !== this.day.charCodeAt(i)) return false;
    return true;
  }

  private hasMarks(start: number): boolean {
    const { bytes } = this;
    if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return false;
    return (
      bytes[start + 10] === 0x54 &&
      bytes[start + 13] === 0x3a &&
      bytes[start + 16] === 0x3a &&
      bytes[start + 19] === 0x2e
    );
  }

  /** NaN when there are others than digits. */
  private digits(start: number, count: number): number {
    let value = 0;
    for (let at = start; at < start + count; at++) {
      const digit = (this.bytes[at] ?? 0) - 0x30;
      value = digit >= 0 && digit <= 9 ? value * 10 + digit : Number.NaN;
    }
    return value;
  }
}
