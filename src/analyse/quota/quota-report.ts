import { QUOTA_LENGTH_MS, type QuotaName, type QuotaSample } from '../../model/quota-sample.ts';
import { DAY_MS, type Millis } from '../../model/time.ts';
import type { PerPercent } from './elsewhere.ts';
import { type Pace, paceOf } from './pace.ts';
import { type PercentReport, percentReport, perPercentOf } from './per-percent.ts';
import { type QuotaResponse, type RiseWith, responsesOfRises } from './quota-response.ts';
import { beginOf, endOf, newestFirst, type QuotaWindow, quotaWindows, risesOf } from './quota-windows.ts';
import { type Moved, whatMoved, whatMovedIn } from './what-moved.ts';

/** Days over which it is observed what one percent is. */
export const PERCENT_DAYS = 14;

/** The fastest rise is looked for within so large a part of a window: an hour of five. */
export const FAST_PART = 1 / 5;

/** One window of the plan with what moved it. */
export interface WindowReport {
  /** By its reset and the length of its quota. */
  readonly beginsAt: Millis;
  readonly resetsAt: Millis;
  /** False where no sample says when it is reset, so that its end is the latest there can be. */
  readonly isResetKnown: boolean;
  readonly isOver: boolean;
  /** What of its time is gone, 0 to 1. */
  readonly timeGone: number;
  readonly samples: readonly QuotaSample[];
  /** Its last sample: the highest percentage. */
  readonly newest: QuotaSample;
  /** Null where no percentage rose. */
  readonly moved: Moved | null;
  /** The largest rise within a fifth of the window; null where that is all there is. */
  readonly fastest: Moved | null;
}

/** What is known of one quota. */
export interface QuotaReport {
  readonly quota: QuotaName;
  /** Those asked for, the one reported last first; empty without samples. */
  readonly windows: readonly WindowReport[];
  readonly percent: PercentReport;
  /** Of the first window; null where its samples do not suffice. */
  readonly pace: Pace | null;
  readonly samples: number;
  /** When something was reported last, asked for or not; null where no sample can be used. */
  readonly lastAt: Millis | null;
  readonly older: number;
  readonly outOfTime: number;
}

/**
 * All of it from the samples and responses of a time, both in order. `since`: windows with a sample from then on; null for
 * the newest one and those that are not over.
 */
export function quotaReport(
  quota: QuotaName,
  samples: readonly QuotaSample[],
  responses: readonly QuotaResponse[],
  since: Millis | null,
  now: Millis,
): QuotaReport {
  const { windows, older, outOfTime } = quotaWindows(samples, now);
  const rises = responsesOfRises(risesOf(windows), responses);
  const percent = percentReport(rises.filter(({ from }) => from.at >= now - PERCENT_DAYS * DAY_MS));
  const all = newestFirst(windows);
  const asked = all.filter((each, i) =>
    since === null ? i === 0 || endOf(each) > now : (each.samples.at(-1)?.at ?? 0) >= since,
  );
  const [newest] = asked;
  return {
    quota,
    windows: asked.flatMap((window) => windowReport(window, rises, perPercentOf(percent), now)),
    percent,
    pace: newest === undefined ? null : paceOf(newest, now),
    samples: samples.length,
    lastAt: all[0]?.samples.at(-1)?.at ?? null,
    older,
    outOfTime,
  };
}

function windowReport(
  window: QuotaWindow,
  all: readonly RiseWith[],
  perPercent: PerPercent,
  now: Millis,
): WindowReport[] {
  const newest = window.samples.at(-1);
  if (newest === undefined) return [];
  const rises = all.filter((rise) => rise.window === window);
  const [beginsAt, resetsAt] = [beginOf(window), endOf(window)];
  const fastest = fastestOf(rises, QUOTA_LENGTH_MS[newest.quota] * FAST_PART);
  const report: WindowReport = {
    ...{ beginsAt, resetsAt, isResetKnown: window.resetsAt !== null, isOver: now >= resetsAt },
    timeGone: Math.min(1, Math.max(0, (now - beginsAt) / (resetsAt - beginsAt))),
    ...{ samples: window.samples, newest },
    moved: whatMovedIn(window.samples, rises, perPercent),
    fastest: fastest.length === rises.length ? null : whatMoved(fastest, perPercent),
  };
  return [report];
}

/** Of all rises in a row, of one run and within so long, the most points, and of the same the shortest. */
function fastestOf(rises: readonly RiseWith[], withinMs: number): readonly RiseWith[] {
  let best: readonly RiseWith[] = [];
  let [most, from, points] = [0, 0, 0];
  for (const [i, rise] of rises.entries()) {
    if (rise.run !== rises[from]?.run) [from, points] = [i, 0];
    points += rise.points;
    while (from < i && rise.to.at - (rises[from]?.lastBefore.at ?? 0) > withinMs) points -= rises[from++]?.points ?? 0;
    if (points > most && rise.to.at - (rises[from]?.lastBefore.at ?? 0) <= withinMs) {
      most = points;
      best = rises.slice(from, i + 1);
    }
  }
  return best;
}
