import type { ModelPrices } from './price-table.ts';
import { foldSpelling } from './spellings-of.ts';

/** Models by every spelling they list. Of two that list the same one, the later counts. */
export function indexModels(models: readonly ModelPrices[]): ReadonlyMap<string, ModelPrices> {
  const byId = new Map<string, ModelPrices>();
  for (const model of models) {
    for (const id of model.ids) byId.set(foldSpelling(id), model);
  }
  return byId;
}
