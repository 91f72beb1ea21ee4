import type { ModelPrices, PriceTable } from './price-table.ts';
import { foldSpelling, type Spelling, spellingsOf } from './spellings-of.ts';

/** A model with a price, and what its id said about the request. */
export interface ResolvedModel extends Pick<Spelling, 'fast' | 'batch' | 'cloud'> {
  readonly prices: ModelPrices;
}

/**
 * Finds the prices of a model id as written in a transcript; null when it has none (V20). The id must be listed, or
 * be a listed one with a date of eight digits, or the user's alias of one. A prefix or a family is never enough: `claude-opus-5` begins
 * `claude-opus-5-5`, which has another price. A model of somebody else's list is only found by an id that was looked up
 * there.
 */
export function resolveModel(table: PriceTable, model: string): ResolvedModel | null {
  const written = foldSpelling(model);
  const exact = aliased(table, written) ?? followed(table, table.byId.get(written));
  if (exact !== undefined) return { prices: exact, ...AS_WRITTEN };
  const spellings = spellingsOf(model);
  for (const { text, ...said } of spellings) {
    const prices = aliased(table, text) ?? followed(table, notListed(table.byId.get(text)));
    if (prices !== undefined) return { prices, ...said };
  }
  for (const { text, ...said } of spellings) {
    if (!DATED.test(text)) continue;
    const prices = followed(table, notListed(table.byId.get(text.replace(DATED, ''))));
    if (prices !== undefined) return { prices, ...said };
  }
  return null;
}

function aliased(table: PriceTable, text: string): ModelPrices | undefined {
  const target = table.aliases.get(text);
  return target === undefined ? undefined : table.byId.get(target);
}

/** An alias from one id of a model leads all its spellings there. */
function followed(table: PriceTable, prices: ModelPrices | undefined): ModelPrices | undefined {
  if (prices === undefined || table.aliases.size === 0) return prices;
  const targets = prices.ids.flatMap((id) => aliased(table, foldSpelling(id)) ?? []);
  return targets[0] ?? prices;
}

function notListed(prices: ModelPrices | undefined): ModelPrices | undefined {
  return prices?.origin.kind === 'listed' ? undefined : prices;
}

const AS_WRITTEN = { fast: false, batch: false, cloud: null } as const;
const DATED = /-\d{8}$/;
