import { baseOf } from '../analyse/advice/advice-report.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import type { FirstLever } from '../render/advice/first-lever-lines.ts';
import { adviceFor } from './advice-for.ts';
import type { Asked } from './ask.ts';
import { foundWork, workLevers } from './work-levers.ts';

/** A card of more days answers without it: that is a second look at all prompts. */
const MOST_MS = 31 * DAY_MS;

/** The first lever of `tj advise` over the same window; null where there is none, and of windows of more than a month. */
export function firstLever(asked: Asked, now: Millis): FirstLever | null {
  const { filter, provenance } = asked;
  const isShort = filter.since !== null && (filter.until ?? now) - filter.since <= MOST_MS;
  if (provenance.usualWindow === null && !isShort) return null;
  const base = baseOf(asked.groups, asked.price);
  const { levers } = adviceFor(asked, null, false, base, workLevers(asked, foundWork(asked, base, now), null));
  const [lever] = levers;
  return lever === undefined ? null : { lever, base };
}
