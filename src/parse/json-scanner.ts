import {
  bytesBeyondUnits,
  cutString,
  decodeString,
  endOfString,
  lastString,
  NotJson,
  PLAIN,
  QUOTE,
} from './json-bytes.ts';
import { CLOSE_ARRAY, CLOSE_OBJECT, JsonCursor, OPEN_ARRAY, OPEN_OBJECT } from './json-cursor.ts';

/** Place of a string between its quotes, still escaped, and how many UTF-16 units it has once read. */
export interface StringPlace {
  readonly start: number;
  readonly end: number;
  readonly chars: number;
}

/** Whatever knows the texts of a line. */
export interface TextSource {
  /** Text of a place of the line, no more than about `maxBytes` of it. */
  textOf(place: StringPlace, maxBytes: number): string;
}

/**
 * Walks one line of JSON in place: the caller asks for the values it wants and skips the rest, of which nothing is
 * ever decoded. The line is checked as strictly as `JSON.parse` would, but for the text within strings that are
 * skipped: damage there costs nothing that is counted. Methods throw `NotJson` for a bad line.
 */
export class JsonScanner extends JsonCursor implements TextSource {
  private keyStart = 0;
  private keyEnd = 0;
  /** The keys by their hash, cut to the table's size; no two share a place. */
  private readonly keys: readonly (string | undefined)[];

  /** `keys`: the names that `nextKey` tells apart; any other is told as ''. */
  constructor(keys: readonly string[]) {
    super();
    this.keys = keyTable(keys);
  }

  /** Goes into an object; false, with nothing consumed, when the next value is none. */
  enterObject(): boolean {
    return this.enter(OPEN_OBJECT);
  }

  /** Goes into an array; false, with nothing consumed, when the next value is none. */
  enterArray(): boolean {
    return this.enter(OPEN_ARRAY);
  }

  /** Next key of the object gone into, '' for one that was not named to the constructor, null at its end. */
  nextKey(): string | null {
    if (!this.more(CLOSE_OBJECT)) return null;
    if (this.bytes[this.pos] !== QUOTE) throw new NotJson();
    const key = this.key(this.pos + 1);
    this.colon();
    return key;
  }

  /** The key that `nextKey` last stood at, whatever it is. */
  keyText(): string {
    return decodeString(this.bytes, this.keyStart, this.keyEnd, false);
  }

  /** Where that key stands. */
  keyPlace(): StringPlace {
    return { start: this.keyStart, end: this.keyEnd, chars: this.keyEnd - this.keyStart };
  }

  /** True when the array gone into has a further element, which is then next. */
  nextElement(): boolean {
    return this.more(CLOSE_ARRAY);
  }

  /** True when the next value is a string. */
  atString(): boolean {
    return this.bytes[this.pos] === QUOTE;
  }

  /** The next value when it is a string; null, and skipped, when it is none. */
  string(): string | null {
    if (!this.atString()) return this.skipAs(null);
    const start = this.pos + 1;
    this.wholeString();
    return decodeString(this.bytes, start, this.pos - 1, isPlain());
  }

  /** Where the next value lies when it is a string; null, and skipped, when it is none. For long texts. */
  stringPlace(): StringPlace | null {
    if (!this.atString()) return this.skipAs(null);
    const start = this.pos + 1;
    this.wholeString();
    const end = this.pos - 1;
    const beyond = lastString.ascii ? 0 : bytesBeyondUnits(this.bytes, this.words, start, end);
    const chars = end - start - lastString.surplus - beyond;
    return { start, end, chars };
  }

  /** Text of a place of this line, no more than about `maxBytes` of it. */
  textOf(place: StringPlace, maxBytes: number): string {
    const cut = cutString(this.bytes, place.start, place.end, maxBytes);
    const text = decodeString(this.bytes, place.start, cut, false);
    // A character that is escaped by its halves may have been cut between them.
    return cut < place.end ? text.replace(/\ufffd$/, '') : text;
  }

  /** Whether the next value is the literal `true`. */
  isTrue(): boolean {
    const first = this.bytes[this.pos];
    this.skip();
    return first === 0x74;
  }

  /** The next value when it is a number; null for `null`; NaN for anything else. */
  number(): number | null {
    const start = this.pos;
    const first = this.bytes[start] ?? 0;
    this.skip();
    if (first === 0x6e) return null;
    if (first !== 0x2d && (first < 0x30 || first > 0x39)) return Number.NaN;
    let value = 0;
    for (let at = start; at < this.pos; at++) {
      const digit = (this.bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9 || at - start > 14) return Number(this.bytes.toString('latin1', start, this.pos));
      value = value * 10 + digit;
    }
    return value;
  }

  private skipAs<T>(value: T): T {
    this.skip();
    return value;
  }

  private enter(mark: number): boolean {
    if (this.bytes[this.pos] !== mark) return false;
    this.pos++;
    this.fresh = true;
    return true;
  }

  /** Stands at the next member or element, or goes past the closing mark and tells false. */
  private more(close: number): boolean {
    this.space();
    const first = this.fresh;
    this.fresh = false;
    const mark = this.bytes[this.pos];
    if (mark === close) {
      this.pos++;
      return false;
    }
    if (first) return true;
    this.comma();
    return true;
  }

  private key(start: number): string {
    const bytes = this.bytes;
    let hash = 0;
    let at = start;
    for (let byte = bytes[at] ?? 0; PLAIN[byte] === 1; byte = bytes[++at] ?? 0) hash = (Math.imul(hash, 31) + byte) | 0;
    this.pos = endOfString(bytes, this.words, at);
    this.keyStart = start;
    this.keyEnd = this.pos - 1;
    if (this.pos !== at + 1) {
      const key = decodeString(bytes, start, this.pos - 1, false);
      return this.keys[hashOfKey(key) & (this.keys.length - 1)] === key ? key : '';
    }
    const key = this.keys[hash & (this.keys.length - 1)];
    if (key === undefined || key.length !== at - start) return '';
    for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) !== bytes[start + i]) return '';
    return key;
  }
}

/** Of the string that was last gone past: its text is its bytes. */
function isPlain(): boolean {
  return lastString.ascii && lastString.surplus === 0;
}

function hashOfKey(key: string): number {
  let hash = 0;
  for (let i = 0; i < key.length; i++) hash = (Math.imul(hash, 31) + key.charCodeAt(i)) | 0;
  return hash;
}

/** The smallest table, of a power of two, in which every key has a place of its own. */
function keyTable(keys: readonly string[]): (string | undefined)[] {
  for (let size = 64; ; size *= 2) {
    const table = new Array<string | undefined>(size).fill(undefined);
    for (const key of keys) table[hashOfKey(key) & (size - 1)] ??= key;
    if (keys.every((key) => table.includes(key))) return table;
  }
}
