import { TOKEN_CLASSES, type TokenClass, totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { weightsOf } from '../price/cost-of.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage } from './usage.ts';

/** A part of all tokens, in both weights (counting.md section 3). */
export interface Share {
  readonly tokens: number;
  /** Of raw tokens, 0 to 1; null when there are none. */
  readonly shareTokens: number | null;
  /** Of list-price weight, 0 to 1; null when nothing is priced. */
  readonly shareListPrice: number | null;
}

/** Where the tokens went. The four parts that are not null sum to all tokens. */
export interface Composition {
  readonly reread: Share;
  /** Part of the cache writes that had been paid for before; null: not told apart yet. */
  readonly rebuilt: Share | null;
  /** Cache writes; all of them while `rebuilt` is null. */
  readonly written: Share;
  readonly newInput: Share;
  readonly output: Share;
}

/** What the tokens of the groups were. Unpriced responses take part in the shares of raw tokens only. */
export function compositionOf(groups: readonly UsageGroup[], price: Pricer): Composition {
  const { tokens } = sumUsage(groups, price);
  const weights: Record<TokenClass, bigint> = {
    input: 0n,
    output: 0n,
    cacheRead: 0n,
    cacheWrite5m: 0n,
    cacheWrite1h: 0n,
  };
  for (const group of groups) {
    const priced = price(group);
    if (priced.kind !== 'priced') continue;
    const own = weightsOf(priced, group.tokens);
    for (const each of TOKEN_CLASSES) weights[each] += own[each];
  }
  const allTokens = totalTokens(tokens);
  const allWeight = TOKEN_CLASSES.reduce((sum, each) => sum + weights[each], 0n);
  const share = (...classes: readonly TokenClass[]): Share => {
    const count = classes.reduce((sum, each) => sum + tokens[each], 0);
    const weight = classes.reduce((sum, each) => sum + weights[each], 0n);
    return {
      tokens: count,
      shareTokens: allTokens === 0 ? null : count / allTokens,
      shareListPrice: allWeight === 0n ? null : ratio(weight, allWeight),
    };
  };
  return {
    reread: share('cacheRead'),
    rebuilt: null,
    written: share('cacheWrite5m', 'cacheWrite1h'),
    newInput: share('input'),
    output: share('output'),
  };
}

/** A quotient of big integers, to nine digits. */
export function ratio(part: bigint, whole: bigint): number {
  return Number((part * 1_000_000_000n) / whole) / 1e9;
}
