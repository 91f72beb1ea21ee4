import type { PriceTable } from './price-table.ts';

/**
 * All prompt sizes, in tokens, above which some model has another price: rising, each once. Requests with the same
 * count of thresholds strictly below their prompt size are in the same tier of every model.
 */
export function promptThresholds(table: PriceTable): readonly number[] {
  const rows = table.models.flatMap((model) => [...model.rates, ...model.fast]);
  const thresholds = new Set(rows.flatMap((row) => row.tiers.map((tier) => tier.promptTokensAbove)));
  return [...thresholds].sort((a, b) => a - b);
}
