import { KeyTable, SumTable } from './key-table.ts';
import { RECURRING_KINDS, type RecurringKind } from './recurring-keys.ts';

/** What counts as recurring: in so many sessions, or so many times. */
const LEAST_SESSIONS = 3;
const LEAST_TIMES = 3;

/** In pico-dollars, and in tokens times the responses whose prompts had them. */
export interface Weight {
  readonly cost: number;
  readonly sent: number;
}

/** Columns of what is summed of a key; cost and tokens sent are of all its entries: repeats come to no more. */
const SUM = { times: 0, sessions: 1, lastSession: 2, cost: 3, sent: 4, width: 5 };

/** How often everything came that may recur, and what it came to. */
export class RecurringCounts {
  /** By kind and hash. */
  private readonly keys = new KeyTable();
  private readonly sums = new SumTable(SUM.width);

  get size(): number {
    return this.keys.size;
  }

  /** The number of a key; a new one where it has none. */
  keyOf(kind: number, hash: number): number {
    return this.keys.indexOf(kind, hash);
  }

  /** A key came once, in the session with this number, of which all is told at one time. */
  add(key: number, session: number, sent: number, cost: number): void {
    const from = this.sums.row(key);
    const { numbers } = this.sums;
    const isNew = numbers[from + SUM.lastSession] !== session;
    numbers[from + SUM.lastSession] = session;
    numbers[from + SUM.times] = (numbers[from + SUM.times] as number) + 1;
    numbers[from + SUM.sessions] = (numbers[from + SUM.sessions] as number) + (isNew ? 1 : 0);
    this.weigh(key, sent, cost);
  }

  /** What came of a key weighed so much more. */
  weigh(key: number, sent: number, cost: number): void {
    const from = this.sums.row(key);
    const { numbers } = this.sums;
    numbers[from + SUM.sent] = (numbers[from + SUM.sent] as number) + sent;
    numbers[from + SUM.cost] = (numbers[from + SUM.cost] as number) + cost;
  }

  of(key: number): { readonly kind: RecurringKind; readonly times: number; readonly sessions: number } {
    return { kind: this.kindOf(key), times: this.sum(SUM.times, key), sessions: this.sum(SUM.sessions, key) };
  }

  /** What its repeats can weigh at most. */
  weightOf(key: number): Weight {
    return { cost: this.sum(SUM.cost, key), sent: this.sum(SUM.sent, key) };
  }

  /** Keys of what comes often enough, the heaviest first; of equal weight in an order that does not hang on what came first. */
  candidates(): number[] {
    const often = Array.from({ length: this.keys.size }, (_, key) => key).filter((key) => {
      const kind = this.kindOf(key);
      return this.sum(isBySession(kind) ? SUM.sessions : SUM.times, key) >= leastOf(kind);
    });
    const more = (column: number, a: number, b: number) => this.sum(column, b) - this.sum(column, a);
    return often.sort((a, b) => more(SUM.cost, a, b) || more(SUM.sent, a, b) || this.byName(a, b));
  }

  private byName(a: number, b: number): number {
    const [[kind, hash], [otherKind, otherHash]] = [this.keys.pairAt(a), this.keys.pairAt(b)];
    return kind - otherKind || hash - otherHash;
  }

  private kindOf(key: number): RecurringKind {
    return RECURRING_KINDS[this.keys.pairAt(key)[0]] ?? 'output';
  }

  private sum(column: number, key: number): number {
    return this.sums.numbers[this.sums.row(key) + column] as number;
  }
}

/** In how many sessions, or how many times, something of a kind has to come. */
export function leastOf(kind: RecurringKind): number {
  return isBySession(kind) ? LEAST_SESSIONS : LEAST_TIMES;
}

/** Files and searches recur from session to session; a prompt or an output does within one, too. */
function isBySession(kind: RecurringKind): boolean {
  return kind === 'file' || kind === 'search';
}
