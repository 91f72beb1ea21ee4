import { groupBy } from '../model/group-by.ts';
import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import { addTokens, NO_TOKENS, type Tokens, totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { costOf } from '../price/cost-of.ts';
import type { Pricer } from './pricer.ts';

/** A sum of responses with its list price. */
export interface Usage {
  readonly tokens: Tokens;
  /** List price of the priced responses; null when there are responses and none is priced: unknown, not zero. */
  readonly cost: PicoUsd | null;
  readonly responses: number;
  /** Distinct sessions. */
  readonly sessions: number;
  /** Responses whose output is a lower bound (C7). */
  readonly unfinished: number;
  /** Responses that have no list price. */
  readonly unpriced: number;
}

/** Adds up groups; the one place where tokens and dollars of several responses are summed. */
export function sumUsage(groups: Iterable<UsageGroup>, price: Pricer): Usage {
  let tokens = NO_TOKENS;
  let cost = NO_MONEY;
  let [responses, unfinished, unpriced, groupsPriced, groupsSeen] = [0, 0, 0, 0, 0];
  const sessions = new Set<string>();
  for (const group of groups) {
    const priced = price(group);
    tokens = addTokens(tokens, group.tokens);
    responses += group.responses;
    unfinished += group.unfinished;
    sessions.add(group.sessionId);
    groupsSeen++;
    if (priced.kind === 'priced') {
      cost = addMoney(cost, costOf(priced, group.tokens, group.webSearches));
      groupsPriced++;
    } else unpriced += group.responses;
  }
  const known = groupsPriced > 0 || groupsSeen === 0;
  return { tokens, cost: known ? cost : null, responses, sessions: sessions.size, unfinished, unpriced };
}

/** Adds up groups by key. */
export function usageByKey(
  groups: Iterable<UsageGroup>,
  price: Pricer,
  keyOf: (group: UsageGroup) => string,
): Map<string, Usage> {
  return new Map([...groupBy(groups, keyOf)].map(([key, list]) => [key, sumUsage(list, price)]));
}

/** For sorting: the dearer first, then the one of more tokens; what has no list price weighs nothing. */
export function heavierFirst(a: Usage, b: Usage): number {
  const cost = (b.cost ?? NO_MONEY) - (a.cost ?? NO_MONEY);
  if (cost !== 0n) return cost > 0n ? 1 : -1;
  return totalTokens(b.tokens) - totalTokens(a.tokens);
}
