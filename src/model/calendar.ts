import { DAY_MS, type Millis } from './time.ts';

/** Names of the stretches of time that a moment lies in. */
export interface Calendar {
  /** `local` for this machine's zone, `utc`, or the name of a zone. */
  readonly name: string;
  /** The day of asking: `2026-11-21`; null where nobody asks. */
  readonly today: string | null;
  /** `2026-11-21 14:00`. */
  hour(at: Millis): string;
  /** `2026-11-21`. */
  day(at: Millis): string;
  /** The Monday of its week: `2026-11-16`. */
  week(at: Millis): string;
  /** `2026-11`. */
  month(at: Millis): string;
  /** `14:03`. */
  clock(at: Millis): string;
}

/** The calendar of a zone, asked at `now`; `shift` moves a moment so that its UTC fields read as the zone's. */
export function calendarOf(name: string, shift: (at: Millis) => number, now: Millis | null = null): Calendar {
  const isoAt = (shifted: number) => new Date(shifted).toISOString();
  return {
    name,
    today: now === null ? null : isoAt(shift(now)).slice(0, 10),
    hour: (at) => `${isoAt(shift(at)).slice(0, 13).replace('T', ' ')}:00`,
    day: (at) => isoAt(shift(at)).slice(0, 10),
    week: (at) => {
      const shifted = shift(at);
      const sinceMonday = (new Date(shifted).getUTCDay() + 6) % 7;
      return isoAt(shifted - sinceMonday * DAY_MS).slice(0, 10);
    },
    month: (at) => isoAt(shift(at)).slice(0, 7),
    clock: (at) => isoAt(shift(at)).slice(11, 16),
  };
}

/** Days in UTC. */
export const UTC_CALENDAR: Calendar = utcCalendar(null);

/** Days in UTC, asked at `now`. */
export function utcCalendar(now: Millis | null): Calendar {
  return calendarOf('utc', (at) => at, now);
}
