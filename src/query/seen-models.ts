import type { SeenModel } from '../price/with-listed-models.ts';
import type { Store } from '../store/open-store.ts';

/** Which models answered, as written, and how large was the largest prompt of each? In order of their names. */
export function seenModels(store: Store): SeenModel[] {
  return store
    .prepare<[], SeenModel>(`
      WITH RECURSIVE seen (model) AS (
        SELECT min(model) FROM own_responses
        UNION ALL
        SELECT (SELECT min(model) FROM own_responses WHERE model > seen.model) FROM seen WHERE seen.model IS NOT NULL
      )
      SELECT model, (SELECT max(prompt_tokens) FROM own_responses WHERE model = seen.model) AS largestPrompt
      FROM seen WHERE model IS NOT NULL ORDER BY model`)
    .all();
}
