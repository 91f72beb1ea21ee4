import type { UsageGroup } from '../model/usage-group.ts';
import { type Composition, compositionOf } from './composition.ts';
import type { Pricer } from './pricer.ts';
import type { WeightShare } from './weight-share.ts';

/** Tiers from the leanest, each up to its share of overhead in list-price weight; the last has no limit. */
export const TIERS = [
  { name: 'lean', upTo: 0.75 },
  { name: 'trim', upTo: 0.81 },
  { name: 'usual', upTo: 0.85 },
  { name: 'heavy', upTo: 0.89 },
  { name: 'very heavy', upTo: 1 },
] as const;

export type Tier = (typeof TIERS)[number]['name'];

/** From the leanest on. */
export const TIER_NAMES: readonly Tier[] = TIERS.map(({ name }) => name);

/** Overhead of a lean week at most. */
export const LEAN_OVERHEAD = TIERS[0].upTo;

/** How much of a window went into work, and how much into the context around it (insight.md section 6). */
export interface Efficiency {
  /** By the quintiles of 146 public sessions with final usage; null when nothing is priced. */
  readonly tier: Tier | null;
  /** All but new input and output. */
  readonly overhead: WeightShare;
  /** New input and output. */
  readonly work: WeightShare;
  readonly composition: Composition;
}

/** Main threads and agents together; lower overhead is leaner. */
export function efficiencyOf(groups: readonly UsageGroup[], price: Pricer): Efficiency {
  const composition = compositionOf(groups, price);
  const { newInput, output } = composition;
  const work = {
    listPrice: sumOf(newInput.shareListPrice, output.shareListPrice),
    tokens: sumOf(newInput.shareTokens, output.shareTokens),
  };
  const overhead = { listPrice: restOf(work.listPrice), tokens: restOf(work.tokens) };
  return { tier: tierOf(overhead.listPrice), overhead, work, composition };
}

/** Where an overhead lies on a scale of five tiers of one length, 0 to 5: within its tier as it lies between its limits. */
export function placeOnScale(overhead: number): number {
  const found = TIERS.findIndex(({ upTo }) => overhead <= upTo);
  const tier = found === -1 ? TIERS.length - 1 : found;
  const upTo = TIERS[tier]?.upTo ?? 1;
  // Hardly anybody is below this: the first tier is drawn from here on.
  const from = TIERS[tier - 1]?.upTo ?? SCALE_FROM;
  return tier + Math.min(1, Math.max(0, (overhead - from) / (upTo - from)));
}

const SCALE_FROM = 0.5;

function tierOf(overhead: number | null): Tier | null {
  if (overhead === null) return null;
  return TIERS.find(({ upTo }) => overhead <= upTo)?.name ?? 'very heavy';
}

function sumOf(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

/** Rounded, so that a share and its rest make one. */
function restOf(share: number | null): number | null {
  return share === null ? null : Math.max(0, Number((1 - share).toFixed(9)));
}
