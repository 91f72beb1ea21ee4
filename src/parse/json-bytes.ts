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

const SCALAR_WORD = /^(?:null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** Position after the closing quote of the string whose text begins at `start`; throws `NotJson` for a bad one. */
export function endOfString(bytes: Buffer, start: number): number {
  let at = start;
  for (;;) {
    while (PLAIN[bytes[at] as number] === 1) at++;
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) throw new NotJson();
    const escaped = bytes[at + 1] ?? 0;
    if (ESCAPABLE[escaped] === 1) at += 2;
    else if (escaped === LETTER_U && isHex4(bytes, at + 2)) at += 6;
    else throw new NotJson();
  }
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

/** Text of the checked string between its quotes; bytes that are no UTF-8 become U+FFFD. */
export function decodeString(bytes: Buffer, start: number, end: number): string {
  let ascii = true;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === BACKSLASH) return JSON.parse(`"${bytes.toString('utf8', start, end)}"`);
    if (byte > 0x7f) ascii = false;
  }
  return bytes.toString(ascii ? 'latin1' : 'utf8', start, end);
}

/** How many UTF-16 units the checked string has once decoded. */
export function utf16Length(bytes: Buffer, start: number, end: number): number {
  let units = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) {
      units++;
      if (byte === BACKSLASH) at += bytes[at + 1] === LETTER_U ? 5 : 1;
    } else if (byte >= 0xf0) units += 2;
    else if (byte >= 0xc0) units++;
  }
  return units;
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
