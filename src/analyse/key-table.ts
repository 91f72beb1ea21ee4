import { FIRST_ROOM, widened } from '../model/growing.ts';

/** Numbers pairs of 32-bit numbers from 0 in the order in which they come: a map for millions of look-ups. */
export class KeyTable {
  private slots = new Int32Array(2 * FIRST_ROOM);
  private firsts = new Int32Array(FIRST_ROOM);
  private seconds = new Int32Array(FIRST_ROOM);
  private count = 0;

  /** How many pairs there are. */
  get size(): number {
    return this.count;
  }

  /** The number of a pair, which is `size` before the call when it is a new one. */
  indexOf(first: number, second: number): number {
    const mask = this.slots.length - 1;
    for (let slot = hashOf(first, second) & mask; ; slot = (slot + 1) & mask) {
      const index = (this.slots[slot] as number) - 1;
      if (index < 0) return this.add(slot, first, second);
      if (this.firsts[index] === first && this.seconds[index] === second) return index;
    }
  }

  /** The pair of a number. */
  pairAt(index: number): readonly [first: number, second: number] {
    return [this.firsts[index] as number, this.seconds[index] as number];
  }

  /** The first number of it. */
  firstAt(index: number): number {
    return this.firsts[index] as number;
  }

  private add(slot: number, first: number, second: number): number {
    const index = this.count++;
    this.slots[slot] = index + 1;
    this.firsts[index] = first;
    this.seconds[index] = second;
    if (this.count === this.firsts.length) this.grow();
    return index;
  }

  private grow(): void {
    const room = 2 * this.firsts.length;
    this.firsts = widened(this.firsts, new Int32Array(room));
    this.seconds = widened(this.seconds, new Int32Array(room));
    this.slots = new Int32Array(2 * room);
    const mask = this.slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = hashOf(this.firsts[index] as number, this.seconds[index] as number) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = index + 1;
    }
  }
}

function hashOf(first: number, second: number): number {
  const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

/** Rows of sums, all of one width in one array: what belongs together lies together. */
export class SumTable {
  numbers: Float64Array;
  private readonly width: number;

  constructor(width: number) {
    this.width = width;
    this.numbers = new Float64Array(width * FIRST_ROOM);
  }

  /** Where the row of an index begins in `numbers`, which may be another array from then on. */
  row(index: number): number {
    const from = index * this.width;
    if (from + this.width > this.numbers.length) {
      const room = 2 * Math.max(from + this.width, this.numbers.length);
      this.numbers = widened(this.numbers, new Float64Array(room));
    }
    return from;
  }
}
