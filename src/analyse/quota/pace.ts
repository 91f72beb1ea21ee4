import { QUOTA_LENGTH_MS, type QuotaSample } from '../../model/quota-sample.ts';
import { type Millis, millis } from '../../model/time.ts';
import { endOf, type QuotaWindow } from './quota-windows.ts';

/** Of a window of five hours 20 and 60 minutes, of one of a week half a day and a day and a half. */
const LEAST_PART = 1 / 15;
const MOST_PART = 1 / 5;

/** Below so many points a rise in whole numbers says only what it cannot be. */
const LEAST_POINTS = 2;

/** The largest error of a rise in whole numbers. */
const ROUNDING = 1;

/** Where a percentage goes if it goes on as it did: an estimate. */
export interface Pace {
  readonly from: QuotaSample;
  readonly to: QuotaSample;
  /** Percentage points from one to the other. */
  readonly points: number;
  /** When 100 % would be reached; null: not before the reset. */
  readonly fullAt: Millis | null;
}

/**
 * The pace of the last 20 to 60 minutes of a 5-hour window, of a longer one as large a part of it. Null where its samples do
 * not suffice: none in the last minutes, too short a time, too small a rise, all is used already, or would be by now.
 */
export function paceOf(window: QuotaWindow, now: Millis): Pace | null {
  const to = window.samples.at(-1);
  const resetsAt = endOf(window);
  if (to === undefined || now >= resetsAt || to.usedPercentage >= 100) return null;
  const length = QUOTA_LENGTH_MS[to.quota];
  const [least, most] = [length * LEAST_PART, length * MOST_PART];
  if (now - to.at > least) return null;
  const from = window.samples.find(({ at }) => at >= now - most);
  if (from === undefined || to.at - from.at < least) return null;
  const points = to.usedPercentage - from.usedPercentage;
  const left = 100 - to.usedPercentage;
  const reachedAt = (rise: number) =>
    rise <= 0 ? Number.POSITIVE_INFINITY : to.at + (left * (to.at - from.at)) / rise;
  const basis = { from, to, points };
  if (reachedAt(points + (points < LEAST_POINTS ? ROUNDING : 0)) >= resetsAt) return { ...basis, fullAt: null };
  const fullAt = millis(Math.round(reachedAt(points)));
  return points < LEAST_POINTS || fullAt <= now ? null : { ...basis, fullAt };
}
