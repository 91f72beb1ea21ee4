import { UserError } from '../model/errors.ts';
import type { TimeSpan } from '../model/time-span.ts';
import { daysLater, momentOf, parseMoment } from './parse-moment.ts';
import type { RunContext } from './run-context.ts';

/** Options that say which two windows are compared. */
export interface WindowOptions {
  readonly around?: string;
  readonly days?: string;
  readonly before?: string;
  readonly after?: string;
  readonly utc?: boolean;
}

/** Two windows, the earlier one first; they do not overlap. */
export interface ComparedWindows {
  readonly before: TimeSpan;
  readonly after: TimeSpan;
}

const USUAL_DAYS = 7;
const MOST_DAYS = 366;

/** What a window can be, in words. */
const WINDOWS =
  'two moments with .. between them (2026-08-01..2026-08-07, 14d..7d, 7d.. up to now), each a span, a date or an ISO time, or one date';

/**
 * The windows that are asked for: `--before` and `--after`, or the days on either side of `--around`, else the last days
 * against as many before them. `UserError` for what is no window, and for two that overlap.
 */
export function comparedWindows(options: WindowOptions, { now }: Pick<RunContext, 'now'>): ComparedWindows {
  const { around, before, after } = options;
  const utc = options.utc ?? false;
  if (before === undefined && after === undefined) return aroundMoment(around, daysOf(options.days), now, utc);
  if (around !== undefined || options.days !== undefined)
    throw new UserError('usage', '--around and --days go with neither --before nor --after', 2);
  if (before === undefined || after === undefined)
    throw new UserError('usage', `--before and --after go together, each with ${WINDOWS}`, 2);
  const windows = {
    before: windowOf(before, '--before', { now }, utc),
    after: windowOf(after, '--after', { now }, utc),
  };
  if (windows.before.until > windows.after.since)
    throw new UserError('bad-value', `--before ${before} does not end before --after ${after} begins`, 2);
  return windows;
}

function aroundMoment(around: string | undefined, days: number, now: RunContext['now'], utc: boolean): ComparedWindows {
  const middle = around === undefined ? daysLater(now, -days, utc) : parseMoment(around, '--around', now, utc);
  const until = around === undefined ? now : daysLater(middle, days, utc);
  return { before: { since: daysLater(middle, -days, utc), until: middle }, after: { since: middle, until } };
}

function daysOf(text: string | undefined): number {
  if (text === undefined) return USUAL_DAYS;
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  if (days < 1 || days > MOST_DAYS)
    throw new UserError('bad-value', `--days ${text}: expected a whole number from 1 to ${MOST_DAYS}`, 2);
  return days;
}

function windowOf(text: string, option: string, { now }: Pick<RunContext, 'now'>, utc: boolean): TimeSpan {
  const [from = '', to, ...more] = text.split('..');
  const since = momentOf(from, false, now, utc);
  // One date is that day; a moment alone is no window.
  const isDay = to === undefined && /^\d{4}-\d{2}-\d{2}$/.test(from.trim());
  const until = isDay ? momentOf(from, true, now, utc) : to?.trim() === '' ? now : momentOf(to ?? '', true, now, utc);
  if (since === null || until === null || more.length > 0)
    throw new UserError('bad-value', `${option} ${text}: expected ${WINDOWS}`, 2);
  if (since >= until) throw new UserError('bad-value', `${option} ${text}: it ends before it begins`, 2);
  return { since, until };
}
