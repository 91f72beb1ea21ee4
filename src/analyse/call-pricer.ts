import { BUCKET_MS } from '../model/time.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { PricedBy, Pricer } from './pricer.ts';

/** What the price per token of a response depends on beside the size of its prompt. */
export type Call = Omit<PricedBy, 'promptTokens'>;

/** Prices single responses, one after the other. */
export class CallPricer {
  private readonly price: Pricer;
  private readonly thresholds: readonly number[];
  /** Neighbours mostly have the same price, and comparing is faster than looking it up. */
  private readonly lastOfTier = new Map<number, { readonly call: Call; readonly price: CallPrice }>();

  /** `thresholds`: the prompt sizes above which some model has another price. */
  constructor(price: Pricer, thresholds: readonly number[]) {
    this.price = price;
    this.thresholds = thresholds;
  }

  /** The size above which a prompt's price begins: prompts of one tier cost the same per token; -1 for the lowest. */
  tierOf(promptTokens: number): number {
    let tier = -1;
    for (const above of this.thresholds) if (promptTokens > above) tier = above;
    return tier;
  }

  /** The price per token of a response, had its prompt so many tokens. */
  priceOf(call: Call, promptTokens: number): CallPrice {
    const tier = this.tierOf(promptTokens);
    const last = this.lastOfTier.get(tier);
    if (last !== undefined && isSame(last.call, call)) return last.price;
    const { at, model, fast, geo, tier: service } = call;
    const price = this.price({ at, model, fast, geo, tier: service, promptTokens: tier + 1 });
    this.lastOfTier.set(tier, { call, price });
    return price;
  }
}

function isSame(a: Call, b: Call): boolean {
  const quarter = (call: Call) => (call.at === null ? null : Math.floor(call.at / BUCKET_MS));
  return a.model === b.model && a.fast === b.fast && a.geo === b.geo && a.tier === b.tier && quarter(a) === quarter(b);
}
