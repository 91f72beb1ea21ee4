import { FIRST_ROOM, widened } from '../model/growing.ts';
import { columnAt, PASSENGER, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { EntryName, EntryTable } from './entry-table.ts';
import type { Weighed } from './weigh-context.ts';

/** What is kept of every passenger of single threads, one after the other, until it is known what recurs: a few numbers. */
export class EntryList {
  private readonly threads: { readonly row: ContextRow; readonly from: number }[] = [];
  private size = 0;
  /** Twice its key, one more for an edit; -1 for what cannot recur. */
  private keys = new Int32Array(FIRST_ROOM);
  private carried = new Float64Array(FIRST_ROOM);
  private costs = new Float64Array(FIRST_ROOM);

  /** Adds the passengers of a thread, none of which has a key yet; tells where they begin. */
  add(row: ContextRow, { count, carried, cost }: Weighed): number {
    const from = this.size;
    this.threads.push({ row, from });
    this.size += count;
    if (this.size > this.keys.length) this.grow(2 * this.size);
    this.keys.fill(-1, from, this.size);
    this.carried.set(carried.subarray(0, count), from);
    this.costs.set(cost.subarray(0, count), from);
    return from;
  }

  /** Names the key of an entry. */
  name(entry: number, key: number, isEdit: boolean): void {
    this.keys[entry] = 2 * key + (isEdit ? 1 : 0);
  }

  /** A copy of an entry: what was carried of it was carried of that one. */
  join(entry: number, copy: number): void {
    this.carried[entry] = (this.carried[entry] as number) + (this.carried[copy] as number);
    this.costs[entry] = (this.costs[entry] as number) + (this.costs[copy] as number);
  }

  /** Puts the entries of the keys that are asked for into a table, and tells their rows. */
  tell(isAsked: Uint8Array, table: EntryTable, tell: (key: number, row: number) => void): void {
    for (const { row, from } of this.threads) {
      const { passengers } = row;
      const count = passengers[0] as number;
      for (let passenger = 0; passenger < count; passenger++) {
        const entry = from + passenger;
        const named = this.keys[entry] as number;
        if (named < 0 || isAsked[named >> 1] !== 1) continue;
        const field = (column: number) => passengers[columnAt(column, count) + passenger] as number;
        const at = timeOf(field(PASSENGER.day), field(PASSENGER.ms)) ?? -1;
        const [carried, cost] = [this.carried[entry] as number, this.costs[entry] as number];
        tell(named >> 1, table.add(entry, at, (named & 1) === 1, field(PASSENGER.tokens), carried, cost));
      }
    }
  }

  nameOf(entry: number): EntryName {
    const { row, from } = this.threadOf(entry);
    const { sessionId, agentId, tools, passengers } = row;
    const passenger = entry - from;
    const tool = passengers[columnAt(PASSENGER.tool, passengers[0] as number) + passenger] as number;
    return { sessionId, agentId, passenger, tool: tools[tool] ?? '' };
  }

  private threadOf(entry: number) {
    let [low, high] = [0, this.threads.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.threads[middle]?.from as number) <= entry) low = middle;
      else high = middle;
    }
    return this.threads[low] as (typeof this.threads)[number];
  }

  private grow(room: number): void {
    this.keys = widened(this.keys, new Int32Array(room));
    this.carried = widened(this.carried, new Float64Array(room));
    this.costs = widened(this.costs, new Float64Array(room));
  }
}
