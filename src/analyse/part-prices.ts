import { DAY_MS, type Millis } from '../model/time.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { UnitPart } from '../query/unit-parts.ts';
import type { PricedBy, Pricer } from './pricer.ts';

/** What decides the price of a part, and the price: one object for all parts that have the same. */
export interface PartPrice extends PricedBy {
  readonly price: CallPrice;
}

/** What decides the price of a part. */
export type PricedPart = Pick<UnitPart, 'rate' | 'day' | 'priceTier'>;

/**
 * The prices of parts, worked out once each. Places and tiers that no price depends on are not told apart (counting.md
 * section 2): else most turns would be several parts.
 */
export class PartPrices {
  readonly #price: Pricer;
  readonly #thresholds: readonly number[];
  readonly #known = new Map<string, PartPrice>();

  constructor(price: Pricer, thresholds: readonly number[]) {
    this.#price = price;
    this.#thresholds = thresholds;
  }

  of({ rate, day, priceTier }: PricedPart): PartPrice {
    const [model, fast] = rate;
    const [geo, tier] = [rate[2] === 'us' ? rate[2] : '', rate[3] === 'standard' ? '' : rate[3]];
    const key = `${model}\n${fast}\n${geo}\n${tier}\n${day}\n${priceTier}`;
    let price = this.#known.get(key);
    if (price === undefined) {
      const at = day === null ? null : ((day * DAY_MS) as Millis);
      const promptTokens = priceTier === 0 ? 0 : (this.#thresholds[priceTier - 1] ?? 0) + 1;
      const by: PricedBy = { at, model, fast, geo, tier, promptTokens };
      price = { ...by, price: this.#price(by) };
      this.#known.set(key, price);
    }
    return price;
  }
}
