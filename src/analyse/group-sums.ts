import { SumTable } from './key-table.ts';

/** Money is summed in two parts, the lower one in pico-dollars, the upper one in so many of them: exact however much it is. */
const HIGH = 1e12;

/** Pico-dollars that are added at once are fewer than this. */
export const MOST_AT_ONCE = 9e15;

/** The lower part is emptied from here on: what is added to less than that stays exact. */
const FULL = Number.MAX_SAFE_INTEGER - MOST_AT_ONCE;

/** Columns of what is summed. */
const SUM = { times: 0, sessions: 1, lastSession: 2, tokens: 3, sent: 4, responses: 5, low: 6, high: 7, width: 8 };

/** What a group of items came to. */
export interface GroupSum {
  /** Times that something of it entered a context. */
  readonly times: number;
  /** Sessions in which it did. */
  readonly sessions: number;
  /** Tokens on entry. */
  readonly tokens: number;
  /** Tokens times the responses whose prompts had them. */
  readonly sent: number;
  readonly responses: number;
  /** Pico-dollars. */
  readonly cost: bigint;
}

/** Sums what groups, by their number, came to. */
export class GroupSums {
  private readonly table = new SumTable(SUM.width);

  /** Something of a group entered a context, with so many tokens. */
  enter(group: number, tokens: number): void {
    const from = this.table.row(group);
    this.add(from + SUM.times, 1);
    this.add(from + SUM.tokens, tokens);
  }

  /** The session with this number, of which all is told at one time, had something of it. */
  meet(group: number, session: number): void {
    const from = this.table.row(group);
    const { numbers } = this.table;
    if (numbers[from + SUM.lastSession] === session) return;
    numbers[from + SUM.lastSession] = session;
    this.add(from + SUM.sessions, 1);
  }

  /** Prompts had so much of it. `cost`: exact pico-dollars, below `MOST_AT_ONCE`. */
  carry(group: number, sent: number, cost: number, responses: number): void {
    const from = this.table.row(group);
    const { numbers } = this.table;
    this.add(from + SUM.sent, sent);
    this.add(from + SUM.responses, responses);
    let low = (numbers[from + SUM.low] as number) + cost;
    if (low >= FULL) {
      this.add(from + SUM.high, Math.floor(low / HIGH));
      low %= HIGH;
    }
    numbers[from + SUM.low] = low;
  }

  /** It cost so many pico-dollars more, however many. */
  pay(group: number, cost: bigint): void {
    this.carry(group, 0, Number(cost % BigInt(HIGH)), 0);
    this.add(this.table.row(group) + SUM.high, Number(cost / BigInt(HIGH)));
  }

  /** Adds what a group of other sums came to. Sessions become those of the larger one, at least: nobody knows which they have in common. */
  join(group: number, { table }: GroupSums, other: number): void {
    const [to, from] = [this.table.row(group), table.row(other)];
    for (const column of [SUM.times, SUM.tokens, SUM.high])
      this.add(to + column, table.numbers[from + column] as number);
    this.carry(
      group,
      table.numbers[from + SUM.sent] as number,
      table.numbers[from + SUM.low] as number,
      table.numbers[from + SUM.responses] as number,
    );
    const { numbers } = this.table;
    numbers[to + SUM.sessions] = Math.max(
      numbers[to + SUM.sessions] as number,
      table.numbers[from + SUM.sessions] as number,
    );
  }

  sent(group: number): number {
    return this.table.numbers[this.table.row(group) + SUM.sent] as number;
  }

  /** Pico-dollars, rounded above 9,000 dollars: to compare by. */
  roughCost(group: number): number {
    const from = this.table.row(group);
    return (this.table.numbers[from + SUM.high] as number) * HIGH + (this.table.numbers[from + SUM.low] as number);
  }

  of(group: number): GroupSum {
    const from = this.table.row(group);
    const sum = (column: number) => this.table.numbers[from + column] as number;
    return {
      ...{ times: sum(SUM.times), sessions: sum(SUM.sessions), tokens: sum(SUM.tokens) },
      ...{ sent: sum(SUM.sent), responses: sum(SUM.responses) },
      cost: BigInt(sum(SUM.high)) * BigInt(HIGH) + BigInt(sum(SUM.low)),
    };
  }

  /** What several came to together. */
  totalOf(groups: readonly number[]): Pick<GroupSum, 'sent' | 'cost'> {
    let [sent, low, high] = [0, 0, 0];
    for (const group of groups) {
      const from = this.table.row(group);
      const own = this.table.numbers[from + SUM.low] as number;
      sent += this.table.numbers[from + SUM.sent] as number;
      high += (this.table.numbers[from + SUM.high] as number) + Math.floor(own / HIGH);
      low += own % HIGH;
      if (low >= HIGH) [low, high] = [low - HIGH, high + 1];
    }
    return { sent, cost: BigInt(high) * BigInt(HIGH) + BigInt(low) };
  }

  private add(at: number, value: number): void {
    this.table.numbers[at] = (this.table.numbers[at] as number) + value;
  }
}
