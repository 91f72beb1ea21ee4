import type { Pace } from '../../analyse/quota/pace.ts';
import type { Calendar } from '../../model/calendar.ts';
import type { Millis } from '../../model/time.ts';
import { pastText, resetText, wholePercent } from '../quota-line.ts';

/** Where a quota goes at the pace of the last minutes, with what that rests on: `100 % at 14:20 (estimate, from 31 % at 10:50)`. */
export function paceText({ from, fullAt }: Pace, now: Millis, calendar: Calendar): string {
  const basis = `estimate, from ${wholePercent(from.usedPercentage)} at ${pastText(from.at, now, calendar)}`;
  if (fullAt === null) return `100 % not before the reset (${basis})`;
  return `100 % at ${resetText(fullAt, now, calendar)} (${basis})`;
}
