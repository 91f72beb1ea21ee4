import { DAY_MS } from '../model/time.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { PricedBy, Pricer } from './pricer.ts';

/** What the price per token of a response depends on beside the size of its prompt. */
export type Call = Omit<PricedBy, 'promptTokens'>;

/** The price per token of a response, had its prompt so many tokens. */
export type CallPricer = (call: Call, promptTokens: number) => CallPrice;

/** A pricer of single responses; `thresholds` are the prompt sizes above which some model has another price. */
export function callPricer(price: Pricer, thresholds: readonly number[]): CallPricer {
  // Neighbours mostly have the same price, and comparing is faster than looking it up.
  const lastOfTier = new Map<number, { readonly call: Call; readonly price: CallPrice }>();
  return (call, promptTokens) => {
    let tier = -1;
    for (const above of thresholds) if (promptTokens > above) tier = above;
    const last = lastOfTier.get(tier);
    if (last !== undefined && isSame(last.call, call)) return last.price;
    const { at, model, fast, geo, tier: service } = call;
    const priced = price({ at, model, fast, geo, tier: service, promptTokens: tier + 1 });
    lastOfTier.set(tier, { call, price: priced });
    return priced;
  };
}

function isSame(a: Call, b: Call): boolean {
  const day = (call: Call) => (call.at === null ? null : Math.floor(call.at / DAY_MS));
  return a.model === b.model && a.fast === b.fast && a.geo === b.geo && a.tier === b.tier && day(a) === day(b);
}
