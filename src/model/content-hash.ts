const PRIME_1 = 0x85ebca6b | 0;
const PRIME_2 = 0xc2b2ae35 | 0;

/**
 * 64-bit hash of a text as 16 hex digits: the same on every machine and for ever, because ids come from content.
 * Two 32-bit multiply-xor lanes, kept in the range of 32-bit integers from the start, where the compiler is fast, over the UTF-16 units; for identity, not for secrecy.
 */
export function contentHash(text: string): string {
  let a = 0x9e3779b9 | 0;
  let b = (0x7f4a7c15 ^ text.length) | 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, PRIME_1);
    a ^= a >>> 13;
    b = Math.imul(b ^ unit, PRIME_2);
    b ^= b >>> 16;
  }
  const high = mix(a ^ (b >>> 3));
  const low = mix(b ^ (a >>> 5) ^ text.length);
  return hexOf(high, low);
}

/** The same in 32 bits, as a signed number. */
export function hash32(text: string): number {
  return Number.parseInt(contentHash(text).slice(0, 8), 16) | 0;
}

/** Spreads every bit of a 32-bit number over all of it. */
export function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), PRIME_1);
  h = Math.imul(h ^ (h >>> 13), PRIME_2);
  return (h ^ (h >>> 16)) >>> 0;
}

const DIGITS = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0));

/** Sixteen hex digits of two unsigned 32-bit numbers. In one go: a text that is put together stays in memory in its pieces. */
export function hexOf(high: number, low: number): string {
  const digit = (value: number, shift: number) => DIGITS[(value >>> shift) & 0xf] as number;
  return String.fromCharCode(
    digit(high, 28),
    digit(high, 24),
    digit(high, 20),
    digit(high, 16),
    digit(high, 12),
    digit(high, 8),
    digit(high, 4),
    digit(high, 0),
    digit(low, 28),
    digit(low, 24),
    digit(low, 20),
    digit(low, 16),
    digit(low, 12),
    digit(low, 8),
    digit(low, 4),
    digit(low, 0),
  );
}
