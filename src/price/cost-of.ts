import { type PicoUsd, picoUsd } from '../model/money.ts';
import type { TokenClass, Tokens } from '../model/tokens.ts';
import type { Priced } from './rates-for.ts';

/**
 * List price of so many tokens and web searches at these rates; exact. Also for the sum of several requests, as long
 * as `ratesFor` gives the same for each of them.
 */
export function costOf({ rates, webSearchPico }: Priced, tokens: Tokens, webSearches: number): PicoUsd {
  let cost = BigInt(tokens.input) * rates.input + BigInt(tokens.output) * rates.output;
  // Of the rest most responses have one or two, and this is asked of every one.
  if (tokens.cacheRead !== 0) cost += BigInt(tokens.cacheRead) * rates.cacheRead;
  if (tokens.cacheWrite5m !== 0) cost += BigInt(tokens.cacheWrite5m) * rates.cacheWrite5m;
  if (tokens.cacheWrite1h !== 0) cost += BigInt(tokens.cacheWrite1h) * rates.cacheWrite1h;
  if (webSearches !== 0) cost += BigInt(webSearches) * webSearchPico;
  return picoUsd(cost);
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
