export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** The line is not JSON. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
}

/** Bytes that a run through a string need not look at: all but the quote, the backslash and control characters. */
export const PLAIN = new Uint8Array(256).fill(1).fill(0, 0, 0x20);
PLAIN[QUOTE] = 0;
PLAIN[BACKSLASH] = 0;

/** Bytes that may follow a backslash, `u` apart. */
const ESCAPABLE = tableOf('"\\/bfnrt');
const HEX = tableOf('0123456789abcdefABCDEF');
const SCALAR = tableOf('0123456789+-.Eabcdefghijklmnopqrstuvwxyz');

/** Four bytes of no consequence, to stand for those before a start. */
const PLAIN_WORD = 0x40404040;

/** Top bits of four bytes. */
const HIGH_BITS = 0x80808080 | 0;

const SCALAR_WORD = /^(?:null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** Whether the first byte of a word is its lowest, which looking at four at a time relies on. */
const LOWEST_FIRST = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

/** The same bytes four at a time, for runs through long strings; null where they cannot be had so. */
export function wordsOf(bytes: Buffer): Int32Array | null {
  const fits = LOWEST_FIRST && bytes.byteOffset % 4 === 0;
  return fits ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : null;
}

/** What the last `endOfString` saw on its way: enough to measure and decode most strings without a second look. */
export const lastString = {
  /** Bytes by which its escapes are longer than what they stand for. */
  surplus: 0,
  /** False when it may hold bytes beyond ASCII. */
  ascii: true,
};

/** Position after the closing quote of the string whose text begins at `start`; throws `NotJson` for a bad one. */
export function endOfString(bytes: Buffer, words: Int32Array | null, start: number): number {
  const count = words === null ? 0 : words.length;
  let at = start;
  let surplus = 0;
  let seen = 0;
  for (;;) {
    const byte = bytes[at] as number;
    // Half of all escapes follow on another one.
    if (byte === BACKSLASH) {
      const length = escapeLength(bytes, at);
      at += length;
      surplus += length - 1;
      continue;
    }
    if (PLAIN[byte] !== 1) break;
    let index = at >> 2;
    if (words === null || index >= count) {
      seen |= byte;
      at++;
      continue;
    }
    const before = ~(-1 << ((at & 3) << 3));
    let word = ((words[index] as number) & ~before) | (PLAIN_WORD & before);
    let marks = endMarks(word);
    while (marks === 0) {
      seen |= word;
      if (++index >= count) break;
      word = words[index] as number;
      marks = endMarks(word);
    }
    seen |= word;
    at = (index << 2) + (marks === 0 ? 0 : (31 - Math.clz32(marks & -marks)) >> 3);
  }
  if (bytes[at] !== QUOTE) throw new NotJson();
  lastString.surplus = surplus;
  lastString.ascii = (seen & HIGH_BITS) === 0;
  return at + 1;
}

/**
 * The top bit of each of four bytes that ends a plain run. Each term borrows into the top bit of bytes below 0x20,
 * equal to the quote, equal to the backslash; the top bit of bytes from 0x80 on is taken out. A byte can be marked in
 * error only above one that rightly is, so the lowest mark is right.
 */
function endMarks(word: number): number {
  const borrowed = (word - 0x20202020) | ((word ^ 0x22222222) - 0x01010101) | ((word ^ 0x5c5c5c5c) - 0x01010101);
  return borrowed & ~word & HIGH_BITS;
}

/** Bytes of the escape that begins at `at`; throws `NotJson` for one that JSON does not have. */
function escapeLength(bytes: Buffer, at: number): number {
  const escaped = bytes[at + 1] ?? 0;
  if (ESCAPABLE[escaped] === 1) return 2;
  if (escaped === LETTER_U && isHex4(bytes, at + 2)) return 6;
  throw new NotJson();
}

/** Position after the number or literal at `start`, no further than `end`; throws `NotJson` for anything else. */
export function endOfScalar(bytes: Buffer, start: number, end: number): number {
  let at = start;
  let digits = true;
  while (at < end && SCALAR[bytes[at] as number] === 1) {
    if ((bytes[at] as number) > 0x39 || (bytes[at] as number) < 0x30) digits = false;
    at++;
  }
  if (digits && at > start && (bytes[start] !== 0x30 || at === start + 1)) return at;
  if (!SCALAR_WORD.test(bytes.toString('latin1', start, at))) throw new NotJson();
  return at;
}

/**
 * Text of the checked string between its quotes; bytes that are no UTF-8 become U+FFFD. `plain`: it is known to hold
 * neither escapes nor bytes beyond ASCII.
 */
export function decodeString(bytes: Buffer, start: number, end: number, plain: boolean): string {
  if (plain) return bytes.toString('latin1', start, end);
  const text = bytes.toString('utf8', start, end);
  return text.includes('\\') ? wellFormed(JSON.parse(`"${text}"`)) : text;
}

/** Half a character cannot be kept: SQLite would give back another text than it was given, and no two would be equal. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}

/**
 * By how many bytes what is beyond ASCII in `bytes[start, end)` is longer than its UTF-16 units: every byte that goes on
 * with a character, less one for each character that takes two units. `words` are the same bytes four at a time.
 */
export function bytesBeyondUnits(bytes: Buffer, words: Int32Array | null, start: number, end: number): number {
  let beyond = 0;
  let at = start;
  const last = words === null ? 0 : Math.min(end - 3, words.length << 2);
  while (at < end) {
    if (words !== null && (at & 3) === 0 && at < last) {
      const word = words[at >> 2] as number;
      at += 4;
      if ((word & HIGH_BITS) === 0) continue;
      const goesOn = word & ~(word << 1) & HIGH_BITS;
      const takesTwo = word & (word << 1) & (word << 2) & (word << 3) & HIGH_BITS;
      beyond += countMarks(goesOn) - countMarks(takesTwo);
    } else {
      const byte = bytes[at++] as number;
      if (byte >= 0xf0) beyond--;
      else if (byte >= 0x80 && byte < 0xc0) beyond++;
    }
  }
  return beyond;
}

/** How many of the four top bits are set. */
function countMarks(marks: number): number {
  return Math.imul(marks >>> 7, 0x01010101) >>> 24;
}

/** Last position at or before `start + maxBytes` that splits neither a character nor an escape of the string. */
export function cutString(bytes: Buffer, start: number, end: number, maxBytes: number): number {
  if (end - start <= maxBytes) return end;
  let cut = start + maxBytes;
  while (((bytes[cut] as number) & 0xc0) === 0x80) cut--;
  for (let at = cut - 1; at >= start && at >= cut - 6; at--) {
    if (bytes[at] === BACKSLASH && !isEscaped(bytes, start, at)) return at;
  }
  return cut;
}

function tableOf(letters: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const letter of letters) table[letter.charCodeAt(0)] = 1;
  return table;
}

function isHex4(bytes: Buffer, at: number): boolean {
  for (let i = at; i < at + 4; i++) if (HEX[bytes[i] ?? 0] !== 1) return false;
  return true;
}

/** True when the backslash at `at` is itself escaped, by an odd run of backslashes before it. */
function isEscaped(bytes: Buffer, start: number, at: number): boolean {
  let before = 0;
  while (at - before - 1 >= start && bytes[at - before - 1] === BACKSLASH) before++;
  return before % 2 === 1;
}
