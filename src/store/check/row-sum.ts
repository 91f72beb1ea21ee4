/** An odd factor: no two sums become the same by it. That of FNV-1a. */
const FACTOR = 16_777_619;

/** Where a sum begins. */
export const NO_SUM = -2_128_831_035;

/** What takes the place of a value that is not there. */
const NULL_MARK = 0x5bd1e995;

/**
 * What SQLite gives back for a surrogate without its other half. With Node 20 it is kept as three bytes, each of which comes back as one
 * of these, with newer ones it is kept as one of these: however many stand beside each other count as one.
 */
const NO_TEXT = 0xfffd;

const WORD_BYTES = 4;

const number = new Float64Array(1);
const words = new Int32Array(number.buffer);

/**
 * Checksum of a row, or of some of its columns, in 32 bits with a sign, as it is written and as it is read: SQLite itself sees no bit
 * that is another. One that differs in a single character, byte or half of a number has another sum. Less than a microsecond for a
 * row of 40 values. `blobs`: what of it is bytes.
 */
export function rowSum(values: readonly unknown[], ...blobs: readonly Uint8Array[]): number {
  let sum = NO_SUM;
  for (const value of values) sum = withValue(sum, value);
  for (const bytes of blobs) sum = withBytes(sum, bytes);
  return sum;
}

/** The checksum of a row that goes on with this value: text, a number or null. */
export function withValue(sum: number, value: unknown): number {
  if (typeof value === 'string') return withText(sum, value);
  if (typeof value !== 'number') return step(sum, NULL_MARK);
  number[0] = value;
  return step(step(sum, words[0] ?? 0), words[1] ?? 0);
}

function withText(sum: number, text: string): number {
  let next = sum;
  let { length } = text;
  let isLost = false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const wasLost = isLost;
    isLost = unit === NO_TEXT || ((unit & 0xf800) === 0xd800 && !isPairAt(text, i));
    if (isLost && wasLost) length--;
    else next = step(next, isLost ? NO_TEXT : unit);
    if (!isLost && (unit & 0xf800) === 0xd800) next = step(next, text.charCodeAt(++i));
  }
  return step(next, ~length);
}

/** Whether the surrogate there is followed by its other half. */
function isPairAt(text: string, at: number): boolean {
  return text.charCodeAt(at) < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}

function withBytes(sum: number, bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % WORD_BYTES);
  // Words lie at multiples of their size.
  const at = bytes.byteOffset % WORD_BYTES === 0 ? bytes : Uint8Array.from(bytes);
  const wholeWords = new Int32Array(at.buffer, at.byteOffset, whole / WORD_BYTES);
  let next = sum;
  for (let i = 0; i < wholeWords.length; i++) next = step(next, wholeWords[i] ?? 0);
  for (let i = whole; i < bytes.length; i++) next = step(next, bytes[i] ?? 0);
  return step(next, ~bytes.length);
}

/** Turned first, so that a bit at the top has a say in those below it. */
function step(sum: number, word: number): number {
  return Math.imul(((sum << 13) | (sum >>> 19)) ^ word, FACTOR);
}

/** Larger than any weighed column, and no multiple of a power of two: whatever bit is another, the remainder is. */
const MODULUS = 2_147_483_647;

/** The same of columns that hold integers, in SQL: for a generated column, which follows every update. */
export function integerSum(columns: readonly string[]): string {
  return columns.map((column, i) => `coalesce(${column}, -1) % ${MODULUS} * ${i + 1}`).join(' + ');
}

/** The same of values. */
export function integerSumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value, i) => sum + ((value ?? -1) % MODULUS) * (i + 1), 0);
}

/** A row that is not what was written. */
export class DamagedRow extends Error {
  override readonly name = 'DamagedRow';
}

/** Whether an error is what zlib says of bytes that were not deflated, or are not what they were. */
export function isNotDeflated(error: unknown): boolean {
  return error instanceof Error && 'code' in error && NOT_DEFLATED.has(error.code);
}

const NOT_DEFLATED: ReadonlySet<unknown> = new Set([
  'Z_DATA_ERROR',
  'Z_BUF_ERROR',
  'Z_NEED_DICT',
  'ERR_BUFFER_TOO_LARGE',
]);
