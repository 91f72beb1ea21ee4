/** One member of the population that is drawn from: a part of it and the whole of it, in any one unit. */
export interface PartOfWhole {
  readonly part: number;
  readonly whole: number;
}

/** From where to where a share lies, both 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** How much of what was drawn lies between the two. */
  readonly level: number;
}

const FEWEST = 5;
const RESAMPLES = 1000;
const LEVEL = 0.9;
const SEED = 0x746a;

/**
 * Interval of the share of all parts in all wholes: members are drawn anew with replacement a thousand times, and the
 * middle nine tenths of the shares are kept (percentile bootstrap). Same members in the same order, same interval. Null
 * for fewer than five members, and where there is nothing to share.
 */
export function bootstrapInterval(members: readonly PartOfWhole[]): Interval | null {
  if (members.length < FEWEST) return null;
  const parts = Float64Array.from(members, (member) => member.part);
  const wholes = Float64Array.from(members, (member) => member.whole);
  const random = mulberry32(SEED);
  const shares: number[] = [];
  for (let i = 0; i < RESAMPLES; i++) {
    let [part, whole] = [0, 0];
    for (let n = 0; n < members.length; n++) {
      const drawn = (random() * members.length) | 0;
      part += parts[drawn] ?? 0;
      whole += wholes[drawn] ?? 0;
    }
    if (whole > 0) shares.push(Math.min(Math.max(part / whole, 0), 1));
  }
  shares.sort((a, b) => a - b);
  const at = (quantile: number) => shares[Math.round(quantile * (shares.length - 1))];
  const [low, high] = [at((1 - LEVEL) / 2), at((1 + LEVEL) / 2)];
  return low === undefined || high === undefined ? null : { low, high, level: LEVEL };
}

/** Mulberry32 by Tommy Ettinger (public domain): numbers from 0 to below 1, the same for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
