import { type LedgerPage, PAGE_SUM } from '../model/ledger-page.ts';
import { SUM_COLUMN } from '../model/packed-context.ts';
import type { StepPricer } from './step-pricer.ts';

const READ = PAGE_SUM.columns + SUM_COLUMN.read;
const WRITE_1H = PAGE_SUM.columns + SUM_COLUMN.write1h;
const WRITE_5M = PAGE_SUM.columns + SUM_COLUMN.write5m;
const INPUT = PAGE_SUM.columns + SUM_COLUMN.input;

/** Prices the sums of a page (`PAGE_SUM`), by the place where one begins. */
export class PagePrices {
  /** Pico-dollars per token: four for each class, in the order of a sum; 0 where there is no price. */
  private readonly rates: Float64Array;

  constructor({ rates, classes }: Pick<LedgerPage, 'rates' | 'classes'>, pricer: StepPricer) {
    const priceOf = pricer.forThread(rates);
    this.rates = new Float64Array(4 * classes.length);
    for (const [i, [rate, day, step]] of classes.entries()) {
      const price = priceOf(rate, day, step);
      if (price) this.rates.set([price.read, price.write1h, price.write5m, price.input], 4 * i);
    }
  }

  /** Tokens times the responses that carried them. */
  carried(sums: Int32Array, at: number): number {
    const read = sums[at + READ] as number;
    return read + (sums[at + WRITE_1H] as number) + (sums[at + WRITE_5M] as number) + (sums[at + INPUT] as number);
  }

  /** Pico-dollars: exact up to `Number.MAX_SAFE_INTEGER`, and above it without doubt. */
  cost(sums: Int32Array, at: number): number {
    const { rates } = this;
    const from = 4 * (sums[at + PAGE_SUM.class] as number);
    const read = (sums[at + READ] as number) * (rates[from] as number);
    const write1h = (sums[at + WRITE_1H] as number) * (rates[from + 1] as number);
    const write5m = (sums[at + WRITE_5M] as number) * (rates[from + 2] as number);
    return read + write1h + write5m + (sums[at + INPUT] as number) * (rates[from + 3] as number);
  }

  /** Pico-dollars, however many. */
  exactCost(sums: Int32Array, at: number): bigint {
    const from = 4 * (sums[at + PAGE_SUM.class] as number);
    const parts = [READ, WRITE_1H, WRITE_5M, INPUT].map((column, i) => {
      return BigInt(sums[at + column] as number) * BigInt(this.rates[from + i] as number);
    });
    return parts.reduce((all, part) => all + part, 0n);
  }
}
