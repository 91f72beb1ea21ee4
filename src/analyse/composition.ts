import { NO_TOKENS, TOKEN_CLASSES, type TokenClass, type Tokens, totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { weightsOf } from '../price/cost-of.ts';
import type { CallPrice } from '../price/rates-for.ts';
import type { Pricer } from './pricer.ts';

/** A part of all tokens, in both weights (counting.md section 3). */
export interface Share {
  readonly tokens: number;
  /** Of raw tokens, 0 to 1; null when there are none. */
  readonly shareTokens: number | null;
  /** Of list-price weight, 0 to 1; null when nothing is priced. */
  readonly shareListPrice: number | null;
}

/** Where the tokens went (insight.md section 1). The five parts sum to all tokens. */
export interface Composition {
  readonly reread: Share;
  /** Cache writes of what had been paid for before. */
  readonly rebuilt: Share;
  /** Cache writes of new content. */
  readonly written: Share;
  /** Uncached input, the part of it that had been paid for before included. */
  readonly newInput: Share;
  readonly output: Share;
}

/** Parts as they are reckoned. */
type Part = keyof Composition;

const PARTS: readonly Part[] = ['reread', 'rebuilt', 'written', 'newInput', 'output'];

/** The five parts of groups with their list price in pico-dollars, web searches apart. */
export interface PartSums {
  readonly tokens: Readonly<Record<keyof Composition, number>>;
  readonly weights: Readonly<Record<keyof Composition, bigint>>;
}

/** What the tokens of the groups were. Unpriced responses take part in the shares of raw tokens only. */
export function compositionOf(groups: readonly UsageGroup[], price: Pricer): Composition {
  const { tokens, weights } = partSums(groups, price);
  const allTokens = PARTS.reduce((sum, part) => sum + tokens[part], 0);
  const allWeight = PARTS.reduce((sum, part) => sum + weights[part], 0n);
  const share = (part: Part): Share => ({
    tokens: tokens[part],
    shareTokens: allTokens === 0 ? null : tokens[part] / allTokens,
    shareListPrice: allWeight === 0n ? null : ratio(weights[part], allWeight),
  });
  return {
    reread: share('reread'),
    rebuilt: share('rebuilt'),
    written: share('written'),
    newInput: share('newInput'),
    output: share('output'),
  };
}

/** The sums that a composition is made of. Unpriced responses weigh nothing. */
export function partSums(groups: readonly UsageGroup[], price: Pricer): PartSums {
  const tokens: Record<Part, number> = { reread: 0, rebuilt: 0, written: 0, newInput: 0, output: 0 };
  const weights: Record<Part, bigint> = { reread: 0n, rebuilt: 0n, written: 0n, newInput: 0n, output: 0n };
  for (const [priced, sum] of sumsByPrice(groups, price)) {
    const parts = partsOf(sum);
    for (const part of PARTS) {
      tokens[part] += totalTokens(parts[part]);
      if (priced.kind === 'priced') {
        for (const weight of Object.values(weightsOf(priced, parts[part]))) weights[part] += weight;
      }
    }
  }
  return { tokens, weights };
}

/** Sums of what has the same price: there are few of them, and big integers are slow. */
function sumsByPrice(groups: readonly UsageGroup[], price: Pricer): Map<CallPrice, TokenSums> {
  const sums = new Map<CallPrice, TokenSums>();
  for (const group of groups) {
    const priced = price(group);
    let sum = sums.get(priced);
    if (sum === undefined) {
      sum = { tokens: { ...NO_TOKENS }, rebuilt: { ...NO_TOKENS } };
      sums.set(priced, sum);
    }
    for (const each of TOKEN_CLASSES) sum.tokens[each] += group.tokens[each];
    for (const each of ['cacheWrite5m', 'cacheWrite1h'] as const) sum.rebuilt[each] += group.rebuilt[each];
  }
  return sums;
}

interface TokenSums {
  readonly tokens: Record<TokenClass, number>;
  readonly rebuilt: Record<TokenClass, number>;
}

function partsOf({ tokens, rebuilt }: TokenSums): Record<Part, Tokens> {
  const { cacheWrite5m, cacheWrite1h } = rebuilt;
  return {
    reread: { ...NO_TOKENS, cacheRead: tokens.cacheRead },
    rebuilt: { ...NO_TOKENS, cacheWrite5m, cacheWrite1h },
    written: {
      ...NO_TOKENS,
      cacheWrite5m: tokens.cacheWrite5m - cacheWrite5m,
      cacheWrite1h: tokens.cacheWrite1h - cacheWrite1h,
    },
    newInput: { ...NO_TOKENS, input: tokens.input },
    output: { ...NO_TOKENS, output: tokens.output },
  };
}

/** What share of `whole`, which is not 0, its part is. */
export function ratio(part: bigint, whole: bigint): number {
  return Number(part) / Number(whole);
}
