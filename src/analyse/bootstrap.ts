/** One member of the population that is drawn from: a part of it and the whole of it, in any one unit. */
export interface PartOfWhole {
  readonly part: number;
  readonly whole: number;
}

/** From where to where a share, both 0 to 1, or a difference lies. */
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
  const pairs = pairsOf(members);
  const shares: number[] = [];
  let state = SEED;
  for (let i = 0; i < RESAMPLES; i++) {
    const sums = resampled(pairs, state);
    state = sums.state;
    if (sums.whole > 0) shares.push(Math.min(Math.max(sums.part / sums.whole, 0), 1));
  }
  return middleOf(shares);
}

/**
 * Interval of by how much a ratio of all parts to all wholes differs between two populations, the second less the first:
 * the members of both are drawn anew, each among its own, a thousand times, as `bootstrapInterval` does. Null for fewer
 * than five members on either side.
 */
export function bootstrapDifference(first: readonly PartOfWhole[], second: readonly PartOfWhole[]): Interval | null {
  if (first.length < FEWEST || second.length < FEWEST) return null;
  const [before, after] = [pairsOf(first), pairsOf(second)];
  const differences: number[] = [];
  let state = SEED;
  for (let i = 0; i < RESAMPLES; i++) {
    const one = resampled(before, state);
    const other = resampled(after, one.state);
    state = other.state;
    if (one.whole > 0 && other.whole > 0) differences.push(other.part / other.whole - one.part / one.whole);
  }
  return middleOf(differences);
}

/** Side by side, so that a draw is one place in memory. */
function pairsOf(members: readonly PartOfWhole[]): Float64Array {
  const pairs = new Float64Array(2 * members.length);
  for (const [i, { part, whole }] of members.entries()) pairs.set([part, whole], 2 * i);
  return pairs;
}

/** The middle nine tenths; null of nothing. */
function middleOf(drawn: number[]): Interval | null {
  drawn.sort((a, b) => a - b);
  const at = (quantile: number) => drawn[Math.round(quantile * (drawn.length - 1))];
  const [low, high] = [at((1 - LEVEL) / 2), at((1 + LEVEL) / 2)];
  return low === undefined || high === undefined ? null : { low, high, level: LEVEL };
}

/**
 * The sums of as many members as there are, drawn with Mulberry32 by Tommy Ettinger (public domain), which gives the
 * same numbers for the same seed. It stands within the loop: a call for each of the millions of draws takes as long again.
 */
function resampled(pairs: Float64Array, seed: number): { part: number; whole: number; state: number } {
  const members = pairs.length / 2;
  let [state, part, whole] = [seed, 0, 0];
  for (let n = 0; n < members; n++) {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    const drawn = ((((mixed ^ (mixed >>> 14)) >>> 0) * members) / 2 ** 32) | 0;
    part += pairs[2 * drawn] as number;
    whole += pairs[2 * drawn + 1] as number;
  }
  return { part, whole, state };
}
