import { ENTRY, KEY, PAGE_SUM, type PageThread } from '../model/ledger-page.ts';
import { timeOf } from '../model/packed-context.ts';
import type { PageRow } from '../query/ledger-pages.ts';
import type { EntryName, EntrySource, EntryTable } from './entry-table.ts';
import type { PagePrices } from './page-prices.ts';

/** What a key of a page came to: all its entries but edits. `cost` in pico-dollars, rounded above 9,000 dollars. */
export interface KeySum {
  readonly kind: number;
  readonly hash: number;
  readonly times: number;
  readonly sessions: number;
  readonly carried: number;
  readonly cost: number;
}

/** Tells every key of a page. */
export function eachKey(page: PageRow, prices: PagePrices, tell: (sum: KeySum) => void): void {
  const numbers = page.keys();
  for (let at = 0; at < numbers.length; ) {
    const first = at + KEY.length;
    const end = first + (numbers[at + KEY.sums] as number) * PAGE_SUM.length;
    let [carried, cost] = [0, 0];
    for (let sum = first; sum < end; sum += PAGE_SUM.length) {
      carried += prices.carried(numbers, sum);
      cost += prices.cost(numbers, sum);
    }
    const [kind, hash] = [numbers[at + KEY.kind] as number, numbers[at + KEY.hash] as number];
    const [times, sessions] = [numbers[at + KEY.times] as number, numbers[at + KEY.sessions] as number];
    tell({ kind, hash, times, sessions, carried, cost });
    at = end;
  }
}

/** A page that was counted, and what is looked up in it. */
export class CountedPage implements EntrySource {
  private readonly page: PageRow;
  private readonly prices: PagePrices;
  /** Whether the window holds it; of any other only edits count. */
  private readonly isWithin: boolean;

  constructor(page: PageRow, prices: PagePrices, isWithin: boolean) {
    this.page = page;
    this.prices = prices;
    this.isWithin = isWithin;
  }

  /** Puts the entries of the keys that `keyOf` knows into a table, and tells their rows. */
  tell(
    keyOf: (kind: number, hash: number) => number | undefined,
    table: EntryTable,
    tell: (key: number, row: number) => void,
  ): void {
    const numbers = this.page.keys();
    for (let at = 0; at < numbers.length; ) {
      const key = keyOf(numbers[at + KEY.kind] as number, numbers[at + KEY.hash] as number);
      if (key !== undefined) {
        let entry = numbers[at + KEY.from] as number;
        for (let left = numbers[at + KEY.entries] as number; left > 0; left--) {
          entry = this.tellEntry(entry, table, (row) => tell(key, row));
        }
      }
      at += KEY.length + (numbers[at + KEY.sums] as number) * PAGE_SUM.length;
    }
  }

  nameAt(place: number): EntryName {
    const { threads, tools } = this.page;
    const entries = this.page.entries();
    return {
      thread: threads()[entries[place + ENTRY.thread] as number] as PageThread,
      passenger: entries[place + ENTRY.passenger] as number,
      tool: tools[entries[place + ENTRY.tool] as number] ?? '',
    };
  }

  /** Tells where the next one begins. */
  private tellEntry(from: number, table: EntryTable, tell: (row: number) => void): number {
    const { prices } = this;
    const entries = this.page.entries();
    const first = from + ENTRY.length;
    const end = first + (entries[from + ENTRY.sums] as number) * PAGE_SUM.length;
    const isEdit = entries[from + ENTRY.edit] === 1;
    if (!this.isWithin && !isEdit) return end;
    let [carried, cost] = [0, 0];
    for (let sum = first; sum < end; sum += PAGE_SUM.length) {
      carried += prices.carried(entries, sum);
      cost += prices.cost(entries, sum);
    }
    const at = timeOf(entries[from + ENTRY.day] as number, entries[from + ENTRY.ms] as number) ?? -1;
    tell(table.add(this, from, at, isEdit, entries[from + ENTRY.tokens] as number, carried, cost));
    return end;
  }
}
