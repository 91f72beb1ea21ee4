import type { Backfill } from '../model/backfill.ts';
import type { Calendar } from '../model/calendar.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { type Composition, compositionOf } from './composition.ts';
import { type DaySum, daySums } from './day-sums.ts';
import type { Pricer } from './pricer.ts';
import type { SessionReport } from './session-report.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** Sessions on the timeline. */
export const TIMELINE = 12;

/** The figures of the quickstart card. */
export interface Quickstart {
  readonly composition: Composition;
  readonly totals: Usage;
  /** The newest sessions, newest first. */
  readonly timeline: readonly (SessionReport & { readonly share: WeightShare })[];
  readonly days: readonly DaySum[];
  readonly backfill: Backfill;
}

/**
 * What the quickstart card says of the responses in `groups`, which are no coarser than a bucket, and the sessions they are
 * of (insight.md section 1).
 */
export function quickstartFigures(
  groups: readonly UsageGroup[],
  price: Pricer,
  sessions: readonly SessionReport[],
  calendar: Calendar,
  backfill: Backfill,
): Quickstart {
  const totals = sumUsage(groups, price);
  return {
    composition: compositionOf(groups, price),
    totals,
    timeline: sessions.slice(0, TIMELINE).map((session) => ({ ...session, share: weightShare(session.usage, totals) })),
    days: daySums(groups, price, calendar),
    backfill,
  };
}
