import { UserError } from '../model/errors.ts';
import { DAY_MS, HOUR_MS, type Millis, millis, parseIso } from '../model/time.ts';

const UNITS: Readonly<Record<string, number>> = { h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/** What a moment can be, in words. */
export const MOMENTS = 'a span (24h, 7d, 2w), a date (2026-08-01) or an ISO time (2026-08-01T12:00:00Z)';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;

/**
 * Reads the value of `--since`, `--until` or `--before`: `24h`, `7d`, `2w` before now, a date, or an ISO time. A date
 * means its first moment, and for `until` the first moment after it, so that both days belong to the window.
 * `UserError` for anything else.
 */
export function parseMoment(
  text: string,
  option: '--since' | '--until' | '--before' | '--around',
  now: Millis,
  utc: boolean,
): Millis {
  const moment = momentOf(text, option === '--until', now, utc);
  if (moment === null) {
    const allowed = option === '--since' ? `${MOMENTS}, or all` : MOMENTS;
    throw new UserError('bad-value', `${option} ${text}: expected ${allowed}`, 2);
  }
  return moment;
}

/** The same without an option: `isEnd` for a date that counts to its end; null for what is no moment. */
export function momentOf(text: string, isEnd: boolean, now: Millis, utc: boolean): Millis | null {
  const ago = /^(\d{1,6})([hdw])$/.exec(text.trim());
  if (ago !== null) return millis(now - Number(ago[1]) * (UNITS[ago[2] ?? ''] ?? 0));
  const date = DATE.exec(text.trim());
  if (date !== null) {
    const [year, month, day] = [Number(date[1]), Number(date[2]), Number(date[3])];
    if (isDate(year, month, day)) return startOfDay(year, month, day + (isEnd ? 1 : 0), utc);
  }
  return ISO_TIME.test(text.trim()) ? parseIso(text.trim()) : null;
}

/** So many days later, or earlier, at the same time of the day, of UTC (`utc`) or of the zone that is local. */
export function daysLater(at: Millis, days: number, utc: boolean): Millis {
  if (utc) return millis(at + days * DAY_MS);
  const date = new Date(at);
  return millis(date.setDate(date.getDate() + days));
}

/**
 * The day that `now` lies in, of UTC (`utc`) or of the zone that is local, up to its end: what comes after was dated by another clock.
 */
export function todayAt(now: Millis, days: string): { readonly since: Millis; readonly until: Millis } {
  const date = new Date(now);
  const isUtc = days === 'utc';
  const [year, month, day] = isUtc
    ? [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()]
    : [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return { since: startOfDay(year, month, day, isUtc), until: startOfDay(year, month, day + 1, isUtc) };
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function startOfDay(year: number, month: number, day: number, utc: boolean): Millis {
  return millis(utc ? Date.UTC(year, month - 1, day) : new Date(year, month - 1, day).getTime());
}
