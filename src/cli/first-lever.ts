import { baseOf } from '../analyse/advice/advice-report.ts';
import type { Millis } from '../model/time.ts';
import type { FirstLever } from '../render/advice/first-lever-lines.ts';
import { adviceFor } from './advice-for.ts';
import type { Asked } from './ask.ts';
import { workLevers } from './work-levers.ts';

/** The first lever of `tj advise` over the same window; null where there is none. */
export function firstLever(asked: Asked, now: Millis): FirstLever | null {
  const base = baseOf(asked.groups, asked.price);
  const { levers } = adviceFor(asked, null, false, base, workLevers(asked, base, now, null));
  const [lever] = levers;
  return lever === undefined ? null : { lever, base };
}
