import { FIRST_ROOM, widened } from '../model/growing.ts';
import { columnAt, ITEM, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { EntryName, EntryTable } from './entry-table.ts';
import type { Weighed } from './weigh-context.ts';

/** What is kept of every item of single threads, one after the other, until it is known what recurs: a few numbers. */
export class EntryList {
  private readonly threads: { readonly row: ContextRow; readonly from: number }[] = [];
  private size = 0;
  /** Twice its key, one more for an edit; -1 for what cannot recur. */
  private keys = new Int32Array(FIRST_ROOM);
  private sent = new Float64Array(FIRST_ROOM);
  private costs = new Float64Array(FIRST_ROOM);

  /** Adds the items of a thread, none of which has a key yet; tells where they begin. */
  add(row: ContextRow, { count, sent, cost }: Weighed): number {
    const from = this.size;
    this.threads.push({ row, from });
    this.size += count;
    if (this.size > this.keys.length) this.grow(2 * this.size);
    this.keys.fill(-1, from, this.size);
    this.sent.set(sent.subarray(0, count), from);
    this.costs.set(cost.subarray(0, count), from);
    return from;
  }

  /** Names the key of an entry. */
  name(entry: number, key: number, isEdit: boolean): void {
    this.keys[entry] = 2 * key + (isEdit ? 1 : 0);
  }

  /** A copy of an entry: what was sent of it was sent of that one. */
  join(entry: number, copy: number): void {
    this.sent[entry] = (this.sent[entry] as number) + (this.sent[copy] as number);
    this.costs[entry] = (this.costs[entry] as number) + (this.costs[copy] as number);
  }

  /** Puts the entries of the keys that are asked for into a table, and tells their rows. */
  tell(isAsked: Uint8Array, table: EntryTable, tell: (key: number, row: number) => void): void {
    for (const { row, from } of this.threads) {
      const { items } = row;
      const count = items[0] as number;
      for (let item = 0; item < count; item++) {
        const entry = from + item;
        const named = this.keys[entry] as number;
        if (named < 0 || isAsked[named >> 1] !== 1) continue;
        const field = (column: number) => items[columnAt(column, count) + item] as number;
        const at = timeOf(field(ITEM.day), field(ITEM.ms)) ?? -1;
        const [sent, cost] = [this.sent[entry] as number, this.costs[entry] as number];
        tell(named >> 1, table.add(entry, at, (named & 1) === 1, field(ITEM.tokens), sent, cost));
      }
    }
  }

  nameOf(entry: number): EntryName {
    const { row, from } = this.threadOf(entry);
    const { sessionId, agentId, tools, items } = row;
    const item = entry - from;
    const tool = items[columnAt(ITEM.tool, items[0] as number) + item] as number;
    return { sessionId, agentId, item, tool: tools[tool] ?? '' };
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
    this.sent = widened(this.sent, new Float64Array(room));
    this.costs = widened(this.costs, new Float64Array(room));
  }
}
