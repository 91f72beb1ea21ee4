import type { PriceTable } from './price-table.ts';
import { resolveModel } from './resolve-model.ts';
import { foldSpelling } from './spellings-of.ts';

/**
 * Which of these models, as written, does `asked` mean? The listed model that it spells, or the one that is written so;
 * where none of these is such, all whose id has its parts in a row: `opus`, `opus-4.6`, `deepseek`, `opus4`.
 */
export function modelsLike(table: PriceTable, asked: string, models: readonly string[]): ReadonlySet<string> {
  const wanted = resolveModel(table, asked)?.prices.id;
  const idOf = (model: string) => resolveModel(table, model)?.prices.id;
  const same = models.filter((model) => {
    return wanted === undefined ? model.toLowerCase() === asked.toLowerCase() : idOf(model) === wanted;
  });
  if (same.length > 0) return new Set(same);
  for (const split of [partsOf, finerPartsOf]) {
    const parts = split(asked);
    const found = models.filter((model) => [model, idOf(model) ?? ''].some((id) => split(id).includes(parts)));
    if (found.length > 0) return new Set(found);
  }
  return new Set();
}

/** Also between a word and its number. */
function finerPartsOf(id: string): string {
  return partsOf(id.replace(/(?<=\p{L})(?=\p{N})/gu, '-'));
}

/** With a mark at both ends of each part, so that `opus-4` is none of `opus-45`. */
function partsOf(id: string): string {
  return `-${foldSpelling(id)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .join('-')}-`;
}
