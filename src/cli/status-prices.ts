import { sourceOf } from '../analyse/price-sources.ts';
import type { CacheLife, ColdCost } from '../model/status.ts';
import type { Millis } from '../model/time.ts';
import { NO_TOKENS } from '../model/tokens.ts';
import { costOf } from '../price/cost-of.ts';
import type { PriceTable } from '../price/price-table.ts';
import { ratesFor } from '../price/rates-for.ts';
import { resolveModel } from '../price/resolve-model.ts';
import { loadPrices } from './load-prices.ts';
import type { RunContext } from './run-context.ts';

/** What the price file says for one status line. Loading it takes time, so it is asked only where something is wanted of it. */
export interface StatusPrices {
  /** In tokens; null where the model is not listed, or its window is not. */
  windowOf(modelId: string): number | null;
  /** Writing again what the cache holds; null for a model without a price, or where its size or its life is not known. */
  coldCost(modelId: string, cache: CacheLife, at: Millis): ColdCost | null;
}

/** The list prices with the user's own. `UserError` for a file of the user's that cannot be used. */
export async function statusPrices({ tjHome }: RunContext): Promise<StatusPrices> {
  const table = await loadPrices(tjHome, undefined);
  return {
    windowOf: (modelId) => resolveModel(table, modelId)?.prices.contextWindow ?? null,
    coldCost: (modelId, cache, at) => coldCost(table, modelId, cache, at),
  };
}

function coldCost(table: PriceTable, model: string, { ttl, coldTokens }: CacheLife, atMs: Millis): ColdCost | null {
  if (coldTokens === null || ttl === null) return null;
  const call = { model, atMs, speed: 'standard' as const, geo: null, tier: null, promptTokens: coldTokens };
  const price = ratesFor(table, call);
  const prices = resolveModel(table, model)?.prices;
  if (price.kind === 'unpriced' || prices === undefined) return null;
  const written = ttl === '1h' ? { cacheWrite1h: coldTokens } : { cacheWrite5m: coldTokens };
  return {
    pico: costOf(price, { ...NO_TOKENS, ...written }, 0),
    source: { model: prices.id, ...sourceOf(prices.origin) },
  };
}
