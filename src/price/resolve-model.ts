import type { ModelPrices, PriceTable } from './price-table.ts';
import { foldSpelling, type Spelling, spellingsOf } from './spellings-of.ts';

/** A model with a price, and what its id said about the request. */
export interface ResolvedModel extends Pick<Spelling, 'fast' | 'batch' | 'cloud'> {
  readonly prices: ModelPrices;
}

/**
 * Finds the prices of a model id as written in a transcript; null when it has none (V20). The id must be listed, or
 * be a listed one with a date of eight digits. A prefix or a family is never enough: `claude-opus-5` begins
 * `claude-opus-5-5`, which has another price. A model of somebody else's list is only found by an id that was looked up
 * there.
 */
export function resolveModel(table: PriceTable, model: string): ResolvedModel | null {
  const written = listedAs(table, foldSpelling(model));
  if (written !== undefined) return { prices: written, ...AS_WRITTEN };
  const spellings = spellingsOf(model);
  for (const { text, ...said } of spellings) {
    const prices = listedAs(table, text);
    if (prices !== undefined && prices.origin.kind !== 'listed') return { prices, ...said };
  }
  for (const { text, ...said } of spellings) {
    const prices = DATED.test(text) ? table.byId.get(text.replace(DATED, '')) : undefined;
    if (prices !== undefined && prices.origin.kind !== 'listed') return { prices, ...said };
  }
  return null;
}

function listedAs(table: PriceTable, text: string): ModelPrices | undefined {
  return table.byId.get(table.aliases.get(text) ?? text);
}

const AS_WRITTEN = { fast: false, batch: false, cloud: null } as const;
const DATED = /-\d{8}$/;
