import type { UsageGroup } from '../model/usage-group.ts';
import { costOf } from '../price/cost-of.ts';
import type { Pricer } from './pricer.ts';

/** List price of all tokens of the groups in pico-dollars, web searches apart: what shares of list-price weight are of. */
export function totalWeight(groups: readonly UsageGroup[], price: Pricer): bigint {
  let weight = 0n;
  for (const group of groups) {
    const priced = price(group);
    if (priced.kind === 'priced') weight += costOf(priced, group.tokens, 0);
  }
  return weight;
}

/** The same of all prompts. */
export function promptWeight(groups: readonly UsageGroup[], price: Pricer): bigint {
  return totalWeight(
    groups.map((group) => ({ ...group, tokens: { ...group.tokens, output: 0 } })),
    price,
  );
}
