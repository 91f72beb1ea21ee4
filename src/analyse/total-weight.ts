import type { Tokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { costOf } from '../price/cost-of.ts';
import type { Pricer } from './pricer.ts';

/** List price of all tokens of the groups in pico-dollars, web searches apart: what shares of list-price weight are of. */
export function totalWeight(groups: readonly UsageGroup[], price: Pricer): bigint {
  return weightOf(groups, price, (tokens) => tokens);
}

/** The same of all prompts. */
export function promptWeight(groups: readonly UsageGroup[], price: Pricer): bigint {
  return weightOf(groups, price, (tokens) => ({ ...tokens, output: 0 }));
}

function weightOf(groups: readonly UsageGroup[], price: Pricer, partOf: (tokens: Tokens) => Tokens): bigint {
  let weight = 0n;
  for (const group of groups) {
    const priced = price(group);
    if (priced.kind === 'priced') weight += costOf(priced, partOf(group.tokens), 0);
  }
  return weight;
}
