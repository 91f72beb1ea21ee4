import type { Pace } from '../analyse/quota/pace.ts';
import type { Calendar } from '../model/calendar.ts';
import { smallest } from '../model/long-lists.ts';
import { type QuotaName, type QuotaSample, wasReset } from '../model/quota-sample.ts';
import { DAY_MS, isoOf, type Millis } from '../model/time.ts';
import { agoOf } from './format-session.ts';

/** What people call them. */
export const QUOTA_NAMES: Readonly<Record<QuotaName, string>> = {
  five_hour: '5-hour',
  seven_day: '7-day',
  seven_day_opus: '7-day Opus',
  seven_day_sonnet: '7-day Sonnet',
  spend_limit: 'spend limit',
};

/** What is known of the quotas at the moment of asking. */
export interface QuotaNow {
  readonly samples: readonly QuotaSample[];
  readonly paces: readonly Pace[];
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** One line on the quotas of the plan; null without any sample. A sample from before a reset is not told as what is used now. */
export function quotaLine(samples: readonly QuotaSample[], now: Millis, calendar: Calendar): string | null {
  if (samples.length === 0) return null;
  const current = samples.filter((sample) => !wasReset(sample, now));
  const parts = samples.map((sample) => {
    const name = QUOTA_NAMES[sample.quota];
    const used = wholePercent(sample.usedPercentage);
    if (!current.includes(sample)) return `${name} reset since (was ${used} at ${pastText(sample.at, now, calendar)})`;
    const resets = resetText(sample.resetsAt, now, calendar);
    return `${name} ${used}${sample === current[0] ? ' used' : ''}${resets === null ? '' : ` (resets ${resets})`}`;
  });
  const toldAt = smallest((current.length > 0 ? current : samples).map(({ at }) => at)) ?? now;
  return `quota: ${parts.join(', ')}, reported by Claude Code ${agoOf(now - toldAt)}`;
}

/**
 * One quota with its sample's time, as the beginning of a sentence: `5-hour quota 42 % used at 11:40 (resets 14:00)`; the
 * percentage with the decimals it has, since it is held against a limit.
 */
export function quotaSentence(sample: QuotaSample, now: Millis, calendar: Calendar): string {
  const { quota, usedPercentage, at, resetsAt } = sample;
  const used = `${Math.round(usedPercentage * 100) / 100} %`;
  const when = pastText(at, now, calendar);
  if (wasReset(sample, now)) return `${QUOTA_NAMES[quota]} quota reset since (was ${used} at ${when})`;
  const resets = resetText(resetsAt, now, calendar);
  return `${QUOTA_NAMES[quota]} quota ${used} used at ${when}${resets === null ? '' : ` (resets ${resets})`}`;
}

/** The samples as a document. */
export function quotaJson(samples: readonly QuotaSample[]): object[] {
  return samples.map(({ quota, at, usedPercentage, resetsAt }) => ({
    quota,
    used_percentage: usedPercentage,
    resets_at: resetsAt === null ? null : isoOf(resetsAt),
    at: isoOf(at),
  }));
}

/** A percentage without decimals that says neither none nor all where it is nearly so. */
export function wholePercent(percentage: number): string {
  if (percentage > 0 && percentage < 0.5) return '<1 %';
  if (percentage < 100 && percentage >= 99.5) return '>99 %';
  return `${Math.round(percentage)} %`;
}

/**
 * When a quota is reset: `18:00` today or in the next hours, `Fri 11:51` within a day, `Mon` within a week, else `11-28`;
 * null where it is not known.
 */
export function resetText(resetsAt: Millis | null, now: Millis, calendar: Calendar): string | null {
  if (resetsAt === null) return null;
  const left = resetsAt - now;
  const day = calendar.day(resetsAt);
  if (left < DAY_MS / 2 || day === calendar.day(now)) return calendar.clock(resetsAt);
  if (left >= 6 * DAY_MS) return day.slice(5);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? day;
  return left < DAY_MS ? `${weekday} ${calendar.clock(resetsAt)}` : weekday;
}

/** A moment that is past: `14:20` of the day of asking, else `11-28 14:20`. */
export function pastText(at: Millis, now: Millis, calendar: Calendar): string {
  const day = calendar.day(at);
  return `${day === calendar.day(now) ? '' : `${day.slice(5)} `}${calendar.clock(at)}`;
}
