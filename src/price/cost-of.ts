import { type PicoUsd, picoUsd } from '../model/money.ts';
import { TOKEN_CLASSES, type TokenClass, type Tokens } from '../model/tokens.ts';
import type { Priced } from './rates-for.ts';

/**
 * List price of so many tokens and web searches at these rates; exact. Also for the sum of several requests, as long
 * as `ratesFor` gives the same for each of them.
 */
export function costOf(rates: Priced, tokens: Tokens, webSearches: number): PicoUsd {
  const weights = weightsOf(rates, tokens);
  const ofTokens = TOKEN_CLASSES.reduce((sum, each) => sum + weights[each], 0n);
  return picoUsd(ofTokens + BigInt(webSearches) * rates.webSearchPico);
}

/** The same list price split by token class, without web searches: the weights behind "share of list price". */
export function weightsOf({ rates }: Priced, tokens: Tokens): Readonly<Record<TokenClass, PicoUsd>> {
  return {
    input: picoUsd(BigInt(tokens.input) * rates.input),
    output: picoUsd(BigInt(tokens.output) * rates.output),
    cacheRead: picoUsd(BigInt(tokens.cacheRead) * rates.cacheRead),
    cacheWrite5m: picoUsd(BigInt(tokens.cacheWrite5m) * rates.cacheWrite5m),
    cacheWrite1h: picoUsd(BigInt(tokens.cacheWrite1h) * rates.cacheWrite1h),
  };
}
