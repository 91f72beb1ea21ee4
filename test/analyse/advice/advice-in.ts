import { baseOf } from '../../../src/analyse/advice/advice-report.ts';
import type { Lever } from '../../../src/analyse/advice/lever.ts';
import type { LedgerBase } from '../../../src/analyse/context-ledger.ts';
import { pricerFor } from '../../../src/analyse/pricer.ts';
import { type Advice, type AdviceAsked, adviceFor } from '../../../src/cli/advice-for.ts';
import type { Filter } from '../../../src/model/filter.ts';
import { promptThresholds } from '../../../src/price/prompt-thresholds.ts';
import { responseFilter } from '../../../src/query/response-filter.ts';
import { TOGETHER, usageGroups } from '../../../src/query/usage-groups.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { shipped } from '../../price/shipped-prices.ts';
import { storeOf } from '../../tree.ts';

const EVERYTHING: Filter = { since: null, until: null, project: null, model: null, sessionId: null };

/** Every lever however small it is: what shares are of has next to no weight. */
export const ALL_OF_THEM: LedgerBase = { tokens: 0, weight: 1n };

/** What commands know of a store when they look for levers. */
export function askedOf(store: Store, narrowed: Partial<Filter> = {}): AdviceAsked {
  const filter = { ...EVERYTHING, ...narrowed };
  const where = responseFilter(store, filter, () => true);
  const thresholds = promptThresholds(shipped);
  const groups = usageGroups(store, where, thresholds, TOGETHER);
  return { store, where, groups, price: pricerFor(shipped), thresholds, hours: [], filter, isModel: () => true };
}

/** All levers of a store, however small. */
export function leversIn(store: Store, narrowed: Partial<Filter> = {}): readonly Lever[] {
  return adviceFor(askedOf(store, narrowed), null, true, ALL_OF_THEM).levers;
}

/** What is advised on a config folder. */
export async function adviceOn(folder: string): Promise<Advice> {
  const store = await storeOf(folder);
  const advice = adviceFor(askedOf(store), null, true);
  store.close();
  return advice;
}

/** The list price of all that a config folder has, in pico-dollars. */
export async function weightOf(folder: string): Promise<bigint> {
  const store = await storeOf(folder);
  const { groups, price } = askedOf(store);
  store.close();
  return baseOf(groups, price).weight;
}
