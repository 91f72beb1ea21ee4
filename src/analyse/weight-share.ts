import { totalTokens } from '../model/tokens.ts';
import { ratio } from './composition.ts';
import type { Usage } from './usage.ts';

/** A part of a whole in both weights, 0 to 1 (counting.md section 3); null where the part or the whole is not known. */
export interface WeightShare {
  readonly listPrice: number | null;
  readonly tokens: number | null;
}

const UNKNOWN_SHARE: WeightShare = { listPrice: null, tokens: null };

/** What share of `whole` its part holds; null for either: not known. */
export function weightShare(part: Usage | null, whole: Usage | null): WeightShare {
  if (part === null || whole === null) return UNKNOWN_SHARE;
  const [cost, all, tokens] = [part.cost, whole.cost, totalTokens(whole.tokens)];
  return {
    listPrice: cost === null || all === null || all === 0n ? null : ratio(cost, all),
    tokens: tokens === 0 ? null : totalTokens(part.tokens) / tokens,
  };
}
