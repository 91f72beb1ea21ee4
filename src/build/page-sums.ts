import { type LedgerPage, PAGE_SUM } from '../model/ledger-page.ts';
import { LARGEST_KEPT, SUM_COLUMN } from '../model/packed-context.ts';
import type { Load } from './each-load.ts';

/** Loads by class. */
export class PageSums {
  private readonly byClass = new Map<number, Float64Array>();

  add(number: number, load: Load): void {
    const sum = this.byClass.get(number) ?? new Float64Array(SUM_COLUMN.length);
    for (let column = 0; column < SUM_COLUMN.length; column++) {
      sum[column] = (sum[column] as number) + (load[column] as number);
    }
    this.byClass.set(number, sum);
  }

  /** Rows of `PAGE_SUM`: what is too large for one is kept as several. */
  rows(): number[] {
    const rows: number[] = [];
    for (const [number, sum] of this.byClass) {
      for (let rest = [...sum]; rest.some(Boolean); rest = rest.map((value) => Math.max(0, value - LARGEST_KEPT))) {
        rows.push(number, ...rest.map((value) => Math.min(value, LARGEST_KEPT)));
      }
    }
    return rows;
  }
}

/** What counts the sessions that it meets, which come one after the other. */
class MetBySessions {
  sessions = 0;
  private last: string | null = null;

  meet(sessionId: string): void {
    if (sessionId === this.last) return;
    this.last = sessionId;
    this.sessions++;
  }
}

/** One kind of passenger under one label: see `ITEM`. */
export class PageItem extends MetBySessions {
  readonly sums = new PageSums();
  private times = 0;
  private tokens = 0;
  private readonly name: readonly [kind: number, tool: number, label: number];
  private readonly sample: readonly [thread: number, passenger: number];

  constructor(kind: number, tool: number, label: number, thread: number, passenger: number) {
    super();
    this.name = [kind, tool, label];
    this.sample = [thread, passenger];
  }

  /** It enters a context with so many tokens. */
  enter(sessionId: string, tokens: number): void {
    this.meet(sessionId);
    this.times++;
    this.tokens += tokens;
  }

  /** Tokens that are too many for one are kept as those of several, which add up. */
  numbers(): number[] {
    const rows = this.sums.rows();
    const tokens = Math.min(this.tokens, LARGEST_KEPT);
    const numbers = [...this.name, this.times, this.sessions, tokens, ...this.sample, rows.length / PAGE_SUM.length];
    numbers.push(...rows);
    for (let rest = this.tokens - tokens; rest > 0; rest -= LARGEST_KEPT) {
      numbers.push(...this.name, 0, 0, Math.min(rest, LARGEST_KEPT), ...this.sample, 0);
    }
    return numbers;
  }
}

/** What may recur: see `KEY`. */
export class PageKey extends MetBySessions {
  readonly kind: number;
  readonly hash: number;
  readonly sums = new PageSums();
  readonly entries: PageEntry[] = [];
  times = 0;

  constructor(kind: number, hash: number) {
    super();
    this.kind = kind;
    this.hash = hash;
  }
}

/** One time that it came: see `ENTRY`. */
interface PageEntry {
  readonly day: number;
  readonly ms: number;
  readonly isEdit: boolean;
  readonly thread: number;
  readonly passenger: number;
  readonly tool: number;
  readonly tokens: number;
  readonly sums: readonly number[];
}

export function packItems(items: readonly PageItem[]): Int32Array {
  return Int32Array.from(items.flatMap((item) => item.numbers()));
}

export function packKeys(all: readonly PageKey[]): Pick<LedgerPage, 'keys' | 'entries'> {
  const [keys, entries]: [number[], number[]] = [[], []];
  for (const { kind, hash, times, sessions, sums, entries: own } of all) {
    const rows = sums.rows();
    keys.push(kind, hash, times, sessions, entries.length, own.length, rows.length / PAGE_SUM.length, ...rows);
    for (const each of own) entries.push(...numbersOf(each));
  }
  return { keys: Int32Array.from(keys), entries: Int32Array.from(entries) };
}

function numbersOf({ day, ms, isEdit, thread, passenger, tool, tokens, sums }: PageEntry): number[] {
  return [day, ms, isEdit ? 1 : 0, thread, passenger, tool, tokens, sums.length / PAGE_SUM.length, ...sums];
}
