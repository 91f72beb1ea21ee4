import { NO_MONEY, picoUsd } from '../model/money.ts';
import type { Tokens } from '../model/tokens.ts';
import type { Usage } from './usage.ts';

/** What is in one sum and not in another that is a part of it; sessions are not told apart in it. */
export function usageWithout(whole: Usage, part: Usage): Usage {
  const less = (of: keyof Tokens) => whole.tokens[of] - part.tokens[of];
  const responses = whole.responses - part.responses;
  const unpriced = whole.unpriced - part.unpriced;
  const isKnown = responses === 0 || unpriced < responses;
  return {
    tokens: {
      ...{ input: less('input'), output: less('output'), cacheRead: less('cacheRead') },
      ...{ cacheWrite5m: less('cacheWrite5m'), cacheWrite1h: less('cacheWrite1h') },
    },
    cost: isKnown ? picoUsd((whole.cost ?? NO_MONEY) - (part.cost ?? NO_MONEY)) : null,
    responses,
    sessions: 0,
    unfinished: whole.unfinished - part.unfinished,
    unpriced,
  };
}
