import { hexOf, mix } from '../model/content-hash.ts';

const PRIME_1 = 0x85ebca6b | 0;
const PRIME_2 = 0xc2b2ae35 | 0;

/** Two 32-bit halves of a hash that is put together piece by piece: equal pieces in equal order give equal halves. */
export class ByteHash {
  private high = 0x9e3779b9 | 0;
  private low = 0x7f4a7c15 | 0;

  /** Adds `bytes[start, end)`, whatever its place in the buffer; `words` are the same bytes four at a time. */
  addBytes(bytes: Buffer, words: Int32Array | null, start: number, end: number): void {
    let at = start;
    if (words !== null) {
      const shift = (start & 3) << 3;
      // The word after the last one that is needed must exist: its lower bytes are shifted in.
      const last = Math.min(end - 4, ((words.length - 1) << 2) - 4);
      for (; at <= last; at += 4) {
        const index = at >> 2;
        const word = words[index] as number;
        this.addWord(shift === 0 ? word : (word >>> shift) | ((words[index + 1] as number) << (32 - shift)));
      }
    }
    for (; at + 4 <= end; at += 4) {
      const [a, b, c, d] = [bytes[at] ?? 0, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0];
      this.addWord(a | (b << 8) | (c << 16) | (d << 24));
    }
    let rest = 0;
    for (; at < end; at++) rest = (rest << 8) | (bytes[at] ?? 0);
    this.addWord(rest);
    this.addWord(end - start);
  }

  /** Adds a number of 32 bits. */
  addWord(word: number): void {
    const high = Math.imul(this.high ^ word, PRIME_1);
    this.high = high ^ (high >>> 15);
    const low = Math.imul(this.low ^ word, PRIME_2);
    this.low = low ^ (low >>> 13);
  }

  /** Adds another hash without regard to the order in which several are added. */
  addUnordered(other: ByteHash): void {
    this.high = (this.high + mix(other.high ^ (other.low >>> 7))) | 0;
    this.low = (this.low + mix(other.low ^ (other.high >>> 9))) | 0;
  }

  /** Adds another hash in its place. */
  add(other: ByteHash): void {
    this.addWord(other.high);
    this.addWord(other.low);
  }

  /** 16 hex digits. */
  text(): string {
    return hexOf(mix(this.high ^ (this.low >>> 3)), mix(this.low ^ (this.high >>> 5)));
  }
}
