import type { Pace } from '../../analyse/quota/pace.ts';
import type { QuotaSample } from '../../model/quota-sample.ts';
import { isoOf } from '../../model/time.ts';

/** A pace as a document. */
export function paceJson({ from, to, points, fullAt }: Pace): object {
  return {
    ...{ from: sampleJson(from), to: sampleJson(to), points },
    full_at: fullAt === null ? null : isoOf(fullAt),
    before_reset: fullAt !== null,
  };
}

/** A sample of a quota that is named elsewhere. */
export function sampleJson({ at, usedPercentage }: QuotaSample): object {
  return { at: isoOf(at), used_percentage: usedPercentage };
}
