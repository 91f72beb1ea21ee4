import { NotJson, QUOTE } from './json-bytes.ts';

const BACKSLASH = 0x5c;

/** Most strings end within this many steps; starting a search costs about as much. */
const NEAR = 48;

/** Bytes searched at a time: no more than that is turned into text for nothing. */
const WINDOW_BYTES = 64 * 1024;

/**
 * Finds the ends of strings that nobody will read, which is most of a transcript. Between the quotes nothing is
 * looked at: the engine's own search for the next quote is three times as fast as looking at every byte.
 */
export class StringSkipper {
  private bytes: Buffer = Buffer.alloc(0);
  private end = 0;
  /** The bytes `[from, to)` as text, one character a byte. */
  private text = '';
  private from = 0;
  private to = 0;

  /** Begins with another line, which ends at `end`. */
  open(bytes: Buffer, end: number): void {
    this.bytes = bytes;
    this.end = end;
    this.from = 0;
    this.to = 0;
  }

  /** Position after the closing quote of the string whose text begins at `start`; throws `NotJson` if it has none. */
  endOf(start: number): number {
    const bytes = this.bytes;
    let at = start;
    for (let steps = 0; steps < NEAR; steps++) {
      const byte = bytes[at];
      if (byte === QUOTE) return at + 1;
      at += byte === BACKSLASH ? 2 : 1;
    }
    return this.search(at, start);
  }

  private search(from: number, start: number): number {
    for (let at = from; ; ) {
      if (at < this.from || at >= this.to) this.look(at);
      const found = this.text.indexOf('"', at - this.from);
      if (found < 0) at = this.to;
      else {
        at = this.from + found + 1;
        if (!this.isEscaped(at - 1, start)) return at;
      }
    }
  }

  private look(at: number): void {
    if (at >= this.end) throw new NotJson();
    this.from = at;
    this.to = Math.min(this.end, at + WINDOW_BYTES);
    this.text = this.bytes.toString('latin1', this.from, this.to);
  }

  /** By an odd run of backslashes before it. */
  private isEscaped(at: number, start: number): boolean {
    let before = at;
    while (before > start && this.bytes[before - 1] === BACKSLASH) before--;
    return (at - before) % 2 === 1;
  }
}
