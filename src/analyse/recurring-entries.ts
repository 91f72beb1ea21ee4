import { FIRST_ROOM, widened } from '../model/growing.ts';
import { columnAt, PASSENGER, timeOf } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { Weighed } from './weigh-context.ts';

/** A thread whose passengers are kept from `from` on. */
export interface EntryThread extends Pick<ContextRow, 'sessionId' | 'agentId' | 'tools'> {
  readonly from: number;
}

/** What is kept of every passenger, one after the other, until it is known what recurs: a few numbers. */
export class EntryList {
  private readonly threads: EntryThread[] = [];
  size = 0;
  /** Twice its key, one more for an edit; -1 for what cannot recur. */
  keys = new Int32Array(FIRST_ROOM);
  tokens = new Int32Array(FIRST_ROOM);
  tools = new Int32Array(FIRST_ROOM);
  /** When it entered; -1 when that is not known. */
  times = new Float64Array(FIRST_ROOM);
  carried = new Float64Array(FIRST_ROOM);
  /** Pico-dollars. */
  costs = new Float64Array(FIRST_ROOM);

  /** Adds the passengers of a thread, none of which has a key yet; tells where they begin. */
  add({ sessionId, agentId, tools, passengers }: ContextRow, { count, carried, cost }: Weighed): number {
    const from = this.size;
    this.threads.push({ sessionId, agentId, tools, from });
    this.size += count;
    if (this.size > this.keys.length) this.grow(2 * this.size);
    const tokens = columnAt(PASSENGER.tokens, count);
    const ofTools = columnAt(PASSENGER.tool, count);
    const days = columnAt(PASSENGER.day, count);
    const ms = columnAt(PASSENGER.ms, count);
    for (let passenger = 0; passenger < count; passenger++) {
      const entry = from + passenger;
      this.keys[entry] = -1;
      this.tokens[entry] = passengers[tokens + passenger] as number;
      this.tools[entry] = passengers[ofTools + passenger] as number;
      this.times[entry] = timeOf(passengers[days + passenger] as number, passengers[ms + passenger] as number) ?? -1;
      this.carried[entry] = carried[passenger] as number;
      this.costs[entry] = cost[passenger] as number;
    }
    return from;
  }

  /** The thread of an entry. */
  threadOf(entry: number): EntryThread {
    let [low, high] = [0, this.threads.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.threads[middle] as EntryThread).from <= entry) low = middle;
      else high = middle;
    }
    return this.threads[low] as EntryThread;
  }

  private grow(room: number): void {
    this.keys = widened(this.keys, new Int32Array(room));
    this.tokens = widened(this.tokens, new Int32Array(room));
    this.tools = widened(this.tools, new Int32Array(room));
    this.times = widened(this.times, new Float64Array(room));
    this.carried = widened(this.carried, new Float64Array(room));
    this.costs = widened(this.costs, new Float64Array(room));
  }
}
