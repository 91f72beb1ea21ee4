import type { Calendar } from '../model/calendar.ts';
import { DAY_MS, isoOf, millis, parseIso } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Pricer } from './pricer.ts';
import { heavierFirst, sumUsage, type Usage, usageByKey } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** What was used on one day. */
export interface DaySum {
  /** `2026-02-24`. */
  readonly day: string;
  readonly usage: Usage;
  /** Of all days. */
  readonly share: WeightShare;
}

/** Day by day from the first response to the last, days without any among them; `groups` are no coarser than a bucket. */
export function daySums(groups: readonly UsageGroup[], price: Pricer, calendar: Calendar): DaySum[] {
  const timed = groups.flatMap(({ at }, i) =>
    at === null ? [] : [{ group: groups[i] as UsageGroup, day: calendar.day(at) }],
  );
  const dayOf = new Map(timed.map(({ group, day }) => [group, day]));
  const byDay = usageByKey(
    timed.map(({ group }) => group),
    price,
    (group) => dayOf.get(group) ?? '',
  );
  const days = [...byDay.keys()].sort();
  const whole = sumUsage(groups, price);
  return allDays(days[0], days.at(-1)).map((day) => {
    const usage = byDay.get(day) ?? sumUsage([], price);
    return { day, usage, share: weightShare(usage, whole) };
  });
}

/** The heaviest of them; null where nothing was used. */
export function heaviestDay(days: readonly DaySum[]): DaySum | null {
  const [first] = [...days].sort((a, b) => heavierFirst(a.usage, b.usage));
  return first === undefined || first.usage.responses === 0 ? null : first;
}

function allDays(first: string | undefined, last: string | undefined): string[] {
  const [from, to] = [first, last].map((day) => parseIso(`${day ?? ''}T00:00:00Z`));
  if (from === null || from === undefined || to === null || to === undefined) return [];
  return Array.from({ length: Math.round((to - from) / DAY_MS) + 1 }, (_, i) =>
    isoOf(millis(from + i * DAY_MS)).slice(0, 10),
  );
}
