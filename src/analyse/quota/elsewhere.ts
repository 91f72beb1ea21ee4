import { largest } from '../../model/long-lists.ts';
import { type QuotaResponse, type RiseWith, WEIGHTS, type Weight, weightTogether } from './quota-response.ts';

/** Of each weight what one percent is; null where that is not known, or the weight explains the samples worse. */
export type PerPercent = Readonly<Record<Weight, number | null>>;

/** Percentages mostly come as whole numbers: a rise can be so much less, or more, than what it stands for. */
const WHOLE = 1;
const TENTH = 0.1;

/** A rise of more than so many times what the responses here explain, and of so many points more, is not only theirs. */
const MOST_TIMES = 2;
const MOST_POINTS = 1.5;

/**
 * Percentage points of a rise that nothing on this machine explains: other devices and claude.ai draw on the same quota.
 * All of it where no response came here since the lower percentage was last reported. Where it is known what one percent
 * is, also what is left of a rise that is far more than its responses explain.
 */
export function elsewhereOf(rise: RiseWith, perPercent: PerPercent): number {
  const { points, responses, lastBefore } = rise;
  if (weightTogether(responses, 'tokens') === 0) return points;
  const isSinceThen = responses.some(({ at, tokens }) => at > lastBefore.at && tokens > 0);
  // What was done before the lower percentage was last reported can have moved it by less than the next step.
  if (!isSinceThen) return points > stepOf(rise) ? points : 0;
  const explained = WEIGHTS.flatMap((weight) => mostExplained(rise, weight, perPercent[weight]) ?? []);
  if (explained.length === 0) return 0;
  const most = largest(explained, 0);
  return points > MOST_TIMES * most + MOST_POINTS ? points - most : 0;
}

/**
 * Points that responses stand for: those of the rise, or those one earlier. A response may be reported with the percentage
 * from before it, since that comes with its beginning.
 */
function mostExplained({ responses, before }: RiseWith, weight: Weight, perPercent: number | null): number | null {
  const earlier = [...(before === null ? [] : [before]), ...responses.slice(0, -1)];
  const both = [explainedBy(responses, weight, perPercent), explainedBy(earlier, weight, perPercent)];
  const known = both.filter((each) => each !== null);
  return known.length < both.length ? null : largest(known, 0);
}

/** Points that responses stand for; null where it is not known. */
export function explainedBy(
  responses: readonly QuotaResponse[],
  weight: Weight,
  perPercent: number | null,
): number | null {
  if (perPercent === null || perPercent <= 0) return null;
  if (weight === 'cost' && responses.some(({ costUsd }) => costUsd === null)) return null;
  return weightTogether(responses, weight) / perPercent;
}

function stepOf({ from, to }: RiseWith): number {
  return [from, to].every(({ usedPercentage }) => Number.isInteger(usedPercentage)) ? WHOLE : TENTH;
}
