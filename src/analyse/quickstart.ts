import type { Backfill } from '../model/backfill.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { type Composition, compositionOf } from './composition.ts';
import type { Pricer } from './pricer.ts';
import type { SessionReport } from './session-report.ts';
import { sumUsage, type Usage } from './usage.ts';

/** Sessions on the timeline. */
export const TIMELINE = 12;

/** The figures of the quickstart card. */
export interface Quickstart {
  readonly composition: Composition;
  readonly totals: Usage;
  /** The newest sessions, newest first. */
  readonly timeline: readonly SessionReport[];
  readonly backfill: Backfill;
}

/** What the quickstart card says of the responses in `groups` and the sessions they are of (insight.md section 1). */
export function quickstartFigures(
  groups: readonly UsageGroup[],
  price: Pricer,
  sessions: readonly SessionReport[],
  backfill: Backfill,
): Quickstart {
  return {
    composition: compositionOf(groups, price),
    totals: sumUsage(groups, price),
    timeline: sessions.slice(0, TIMELINE),
    backfill,
  };
}
