import { totalTokens } from '../../model/tokens.ts';
import type { UsageGroup } from '../../model/usage-group.ts';
import type { LedgerBase } from '../context-ledger.ts';
import type { Pricer } from '../pricer.ts';
import { totalWeight } from '../total-weight.ts';
import { sumUsage, type Usage } from '../usage.ts';
import type { UnnamedContext } from './fixed-levers.ts';
import type { Lever } from './lever.ts';

/** What `tj advise` answers. */
export interface AdviceReport {
  readonly totals: Usage;
  readonly base: LedgerBase;
  /** Those that are shown, in their order, each with its place among all. */
  readonly levers: readonly { readonly place: number; readonly lever: Lever }[];
  /** How many there are in all. */
  readonly found: number;
  /** What of the fixed context nothing names, so that none of its servers, skills and agents is a lever; null where all has names. */
  readonly unnamed: UnnamedContext | null;
}

/** All tokens of a window and their list price: what shares are of. */
export function baseOf(groups: readonly UsageGroup[], price: Pricer): LedgerBase {
  return { tokens: totalTokens(sumUsage(groups, price).tokens), weight: totalWeight(groups, price) };
}

/** Which levers are shown. */
export type Chosen = { readonly top: number | null } | { readonly explain: string };

/** The levers that are chosen: the first ones, or one by its place or id; null where there is none of that name. */
export function chosenLevers(levers: readonly Lever[], chosen: Chosen): AdviceReport['levers'] | null {
  const placed = levers.map((lever, index) => ({ place: index + 1, lever }));
  if (!('explain' in chosen)) return chosen.top === null ? placed : placed.slice(0, chosen.top);
  const found = placed.find(({ place, lever }) => String(place) === chosen.explain || lever.id === chosen.explain);
  return found === undefined ? null : [found];
}
