import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import { costOf } from '../price/cost-of.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { NextTier } from './audit-runs.ts';
import type { AuditUnit } from './audit-units.ts';
import type { PartPrice } from './part-prices.ts';
import type { Pricer } from './pricer.ts';

/** All premium work at the prices of the next tier: as if none of it had needed the dear one. */
export interface AtNextTier {
  readonly price: PicoUsd;
  /** The next tier's models at the times, by id. */
  readonly models: readonly string[];
}

/** Adds up what units would have cost with the next tier's model of their time, the same tokens at its list price. */
export class NextTierSum {
  readonly #price: Pricer;
  readonly #nextTier: NextTier;
  readonly #known = new Map<PartPrice, { readonly model: string | null; readonly price: CallPrice | null }>();
  readonly #models = new Set<string>();
  #sum: PicoUsd | null = NO_MONEY;

  constructor(price: Pricer, nextTier: NextTier) {
    this.#price = price;
    this.#nextTier = nextTier;
  }

  add({ parts }: AuditUnit): void {
    for (const { price: by, tokens, webSearches } of parts) {
      const { model, price } = this.#nextOf(by);
      const known = price?.kind === 'priced' && by.price.kind === 'priced' ? price : null;
      if (known === null || this.#sum === null || model === null) this.#sum = null;
      else {
        this.#sum = addMoney(this.#sum, costOf(known, tokens, webSearches));
        this.#models.add(model);
      }
    }
  }

  /** Null where there is none, and where something of it has no price, here or there. */
  get result(): AtNextTier | null {
    return this.#sum === null || this.#models.size === 0
      ? null
      : { price: this.#sum, models: [...this.#models].sort() };
  }

  #nextOf(by: PartPrice) {
    const known = this.#known.get(by);
    if (known !== undefined) return known;
    const model = this.#nextTier(by.at);
    const next = { model, price: model === null ? null : this.#price({ ...by, model, fast: false }) };
    this.#known.set(by, next);
    return next;
  }
}
