import type { Pricer } from '../analyse/pricer.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { modelDays, responsesOn } from '../query/model-days.ts';
import type { Where } from '../query/response-filter.ts';
import type { Store } from '../store/open-store.ts';

/** What of the responses has no list price. */
export interface Unpriced {
  readonly responses: number;
  /** As written. */
  readonly models: readonly string[];
}

/** The models of an answer. */
interface Models {
  /** As written. */
  readonly models: readonly string[];
  readonly unpriced: Unpriced;
}

/** The models of groups that were summed anyway. */
export function modelsIn(groups: readonly UsageGroup[], price: Pricer): Models {
  const unpriced = groups.filter((group) => price(group).kind === 'unpriced');
  const responses = unpriced.reduce((sum, group) => sum + group.responses, 0);
  return { models: namesOf(groups), unpriced: { responses, models: namesOf(unpriced) } };
}

/** The same without groups: whether a model has a price at all does not depend on the mode of a request. */
export function modelsOn(store: Store, where: Where, price: Pricer): Models {
  const plain = { fast: false, geo: '', tier: '', promptTokens: 0 };
  const days = modelDays(store, where);
  const unpriced = days.filter((day) => price({ ...plain, ...day }).kind === 'unpriced');
  const responses = responsesOn(store, where, unpriced);
  return { models: namesOf(days), unpriced: { responses, models: namesOf(unpriced) } };
}

function namesOf(some: readonly { readonly model: string }[]): string[] {
  return [...new Set(some.map(({ model }) => model))].sort();
}
