import { endOfScalar, endOfString, NotJson, QUOTE, wordsOf } from './json-bytes.ts';
import { StringSkipper } from './string-skipper.ts';

const COMMA = 0x2c;
const COLON = 0x3a;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;

/** A place in one line of JSON that can go past whole values. What it goes past is checked, text in strings apart. */
export class JsonCursor {
  protected bytes: Buffer = Buffer.alloc(0);
  protected words: Int32Array | null = null;
  protected pos = 0;
  protected end = 0;
  /** Just gone into an object or array: no comma is due. */
  protected fresh = false;
  /** 1 for an object, 0 for an array, per level of what is being skipped. */
  private readonly skipper = new StringSkipper();
  private nesting = new Uint8Array(64);

  /** Begins with the value in `bytes[start, end)`. */
  open(bytes: Buffer, start: number, end: number): void {
    if (bytes !== this.bytes) this.words = wordsOf(bytes);
    this.bytes = bytes;
    this.pos = start;
    this.end = end;
    this.skipper.open(bytes, end);
    this.space();
  }

  /** To be called after the value: nothing but white space may follow. */
  close(): void {
    this.space();
    if (this.pos !== this.end) throw new NotJson();
  }

  /** Where the cursor stands, as a byte offset in the buffer. */
  position(): number {
    return this.pos;
  }

  /** Goes past the next value, whatever it is. */
  skip(): void {
    const bytes = this.bytes;
    let depth = 0;
    do {
      const first = bytes[this.pos];
      if (first === QUOTE) this.pos = this.skipper.endOf(this.pos + 1);
      else if (first === OPEN_OBJECT || first === OPEN_ARRAY) {
        const isObject = first === OPEN_OBJECT;
        this.pos++;
        this.space();
        if (bytes[this.pos] !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          depth = this.push(depth, isObject);
          if (isObject) this.skipKey();
          continue;
        }
        this.pos++;
      } else this.pos = endOfScalar(bytes, this.pos, this.end);
      depth = this.leave(depth);
    } while (depth > 0);
    if (this.pos > this.end) throw new NotJson();
    this.fresh = false;
  }

  /** Goes past the string that is next, of which all is checked, since it will be read. */
  protected wholeString(): void {
    this.pos = endOfString(this.bytes, this.words, this.pos + 1);
    if (this.pos > this.end) throw new NotJson();
    this.fresh = false;
  }

  /** Goes past the comma between members or elements. */
  protected comma(): void {
    if (this.bytes[this.pos] !== COMMA) throw new NotJson();
    this.pos++;
    this.space();
  }

  /** Goes past the colon after a key, and the white space about it. */
  protected colon(): void {
    this.space();
    if (this.bytes[this.pos] !== COLON) throw new NotJson();
    this.pos++;
    this.space();
  }

  protected space(): void {
    const { bytes, end } = this;
    let at = this.pos;
    while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d)) at++;
    this.pos = at;
  }

  /** After a value `depth` levels down: closes what ends here, stands before the next value, and tells its depth. */
  private leave(from: number): number {
    const bytes = this.bytes;
    for (let depth = from; depth > 0; depth--) {
      const isObject = this.nesting[depth - 1] === 1;
      this.space();
      const mark = bytes[this.pos++];
      if (mark === COMMA) {
        this.space();
        if (isObject) this.skipKey();
        return depth;
      }
      if (mark !== (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) throw new NotJson();
    }
    return 0;
  }

  private push(depth: number, isObject: boolean): number {
    if (depth === this.nesting.length) {
      const larger = new Uint8Array(depth * 2);
      larger.set(this.nesting);
      this.nesting = larger;
    }
    this.nesting[depth] = isObject ? 1 : 0;
    return depth + 1;
  }

  private skipKey(): void {
    if (this.bytes[this.pos] !== QUOTE) throw new NotJson();
    this.pos = this.skipper.endOf(this.pos + 1);
    this.colon();
  }
}
