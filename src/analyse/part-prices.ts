import type { RateKey } from '../model/packed-context.ts';
import { DAY_MS, type Millis, QUARTER_MS } from '../model/time.ts';
import { PROMPT_STEP } from '../model/tokens.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { PricedBy, Pricer } from './pricer.ts';

/** What decides the price of a part, and the price: one object for all parts that have the same. */
export interface PartPrice extends PricedBy {
  readonly price: CallPrice;
}

/** Prices of one model, speed, place and tier, worked out once each. */
export interface RatePrices {
  readonly rate: RateKey;
  /** By prompt size and day. */
  readonly known: Map<number, PartPrice>;
}

const QUARTERS_A_DAY = DAY_MS / QUARTER_MS;

/**
 * The prices of parts of these models. Places and tiers that no price depends on are not told apart (counting.md section
 * 2): else most turns would be several parts.
 */
export class PartPrices {
  readonly #price: Pricer;
  readonly #models: ReadonlySet<string>;
  readonly #thresholds: readonly number[];
  readonly #byKey = new Map<string, RatePrices>();
  readonly #byRates = new Map<readonly RateKey[], readonly (RatePrices | null)[]>();

  constructor(price: Pricer, models: readonly string[], thresholds: readonly number[]) {
    this.#price = price;
    this.#models = new Set(models);
    this.#thresholds = thresholds;
  }

  /** The prices of a list of rates; null for those of other models. */
  ofRates(rates: readonly RateKey[]): readonly (RatePrices | null)[] {
    let prices = this.#byRates.get(rates);
    if (prices === undefined) {
      prices = rates.map((rate) => (this.#models.has(rate[0]) ? this.ofRate(rate) : null));
      this.#byRates.set(rates, prices);
    }
    return prices;
  }

  ofRate([model, fast, geo, tier]: RateKey): RatePrices {
    const rate: RateKey = [model, fast, geo === 'us' ? geo : '', tier === 'standard' ? '' : tier];
    const key = rate.join('\n');
    const prices = this.#byKey.get(key) ?? { rate, known: new Map() };
    this.#byKey.set(key, prices);
    return prices;
  }

  /** The price in a quarter of an hour (null: without a time) of prompts of so many steps. */
  ofQuarter(rate: RatePrices, quarter: number | null, step: number): PartPrice {
    let priceTier = 0;
    for (const above of this.#thresholds) if (step >= above / PROMPT_STEP) priceTier++;
    return this.ofDay(rate, quarter === null ? null : Math.trunc(quarter / QUARTERS_A_DAY), priceTier);
  }

  /** The price on a UTC day (null: without a time) of prompts that exceed so many thresholds. */
  ofDay({ rate, known }: RatePrices, day: number | null, priceTier: number): PartPrice {
    // Without a time none that a day has: those are whole numbers.
    const key = day === null ? priceTier + 0.5 : day * (this.#thresholds.length + 1) + priceTier;
    let price = known.get(key);
    if (price === undefined) {
      const [model, fast, geo, tier] = rate;
      const at = day === null ? null : ((day * DAY_MS) as Millis);
      const promptTokens = priceTier === 0 ? 0 : (this.#thresholds[priceTier - 1] ?? 0) + 1;
      const by: PricedBy = { at, model, fast, geo, tier, promptTokens };
      price = { ...by, price: this.#price(by) };
      known.set(key, price);
    }
    return price;
  }
}
