import type { ModelPrices, PriceTable } from './price-table.ts';
import { spellingsOf } from './spellings-of.ts';

/** A model with a price, and what its id said about the mode of the request. */
export interface ResolvedModel {
  readonly prices: ModelPrices;
  readonly fast: boolean;
  readonly batch: boolean;
}

/**
 * Finds the prices of a model id as written in a transcript; null when it has none (V20). The id must be listed, or
 * be a listed one with a date of eight digits. A prefix or a family is never enough: `claude-opus-5` begins
 * `claude-opus-5-5`, which has another price.
 */
export function resolveModel(table: PriceTable, model: string): ResolvedModel | null {
  const spellings = spellingsOf(model);
  for (const { text, fast, batch } of spellings) {
    const prices = table.byId.get(table.aliases.get(text) ?? text);
    if (prices !== undefined) return { prices, fast, batch };
  }
  for (const { text, fast, batch } of spellings) {
    const prices = DATED.test(text) ? table.byId.get(text.replace(DATED, '')) : undefined;
    if (prices !== undefined) return { prices, fast, batch };
  }
  return null;
}

const DATED = /-\d{8}$/;
