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
  return hex(high) + hex(low);
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

const HEX_PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Eight hex digits of an unsigned 32-bit number. */
export function hex(value: number): string {
  const pair = (shift: number) => HEX_PAIRS[(value >>> shift) & 0xff] as string;
  return pair(24) + pair(16) + pair(8) + pair(0);
}
