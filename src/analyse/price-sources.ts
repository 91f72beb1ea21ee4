import type { PriceSourceOf } from '../model/provenance.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceOrigin, PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';

/** Whose prices these sums are made with, model by model, in order of their names; without a price no source. */
export function priceSources(groups: readonly UsageGroup[], table: PriceTable): readonly PriceSourceOf[] {
  const sources = new Map<string, PriceSourceOf>();
  for (const written of new Set(groups.map(({ model }) => model))) {
    const prices = resolveModel(table, written)?.prices;
    if (prices !== undefined) sources.set(prices.id, { model: prices.id, ...sourceOf(prices.origin) });
  }
  return [...sources.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
}

/** The words for an origin. */
export function sourceOf(origin: PriceOrigin): Omit<PriceSourceOf, 'model'> {
  return origin.kind === 'listed'
    ? { source: origin.list, provider: origin.provider }
    : { source: origin.kind, provider: null };
}
