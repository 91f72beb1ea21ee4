import type { SessionReport } from '../analyse/session-report.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Millis, SECOND_MS } from '../model/time.ts';

/** Claude Code's reasons are shorter than that; what else may come is not trusted. */
const REASON_CHARS = 24;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A moment as people say it: `today 10:26`, `Feb 24 10:26`, of another year `Feb 24 2025`; `-` when it is not known. */
export function momentOf(at: Millis | null, calendar: Calendar): string {
  if (at === null) return '-';
  const day = calendar.day(at);
  if (day === calendar.today) return `today ${calendar.clock(at)}`;
  return isOtherYear(day, calendar) ? dayName(day, calendar) : `${dayName(day, calendar)} ${calendar.clock(at)}`;
}

/** From when to when, with the clock also where it was another year: `Feb 24 10:26 to 11:40`. */
export function betweenText(from: Millis | null, to: Millis | null, calendar: Calendar): string {
  if (from === null || to === null) return `${momentOf(from, calendar)} to ${momentOf(to, calendar)}`;
  const named = (at: Millis) => {
    const day = calendar.day(at);
    return `${day === calendar.today ? 'today' : dayName(day, calendar)} ${calendar.clock(at)}`;
  };
  return `${named(from)} to ${calendar.day(from) === calendar.day(to) ? calendar.clock(to) : named(to)}`;
}

/** A moment as a part of a sentence: `today at 10:26`, `on Feb 24 at 10:26`, of another year `on Feb 24 2025`. */
export function momentPhrase(at: Millis, calendar: Calendar): string {
  const day = calendar.day(at);
  if (day === calendar.today) return `today at ${calendar.clock(at)}`;
  return `on ${dayName(day, calendar)}${isOtherYear(day, calendar) ? '' : ` at ${calendar.clock(at)}`}`;
}

/** A day such as `2026-02-24` as people say it: `Feb 24`, of another year than the day of asking `Feb 24 2026`. */
export function dayName(day: string, calendar: Calendar): string {
  const [year, month, date] = day.split('-').map(Number);
  const name = `${MONTHS[(month ?? 1) - 1] ?? ''} ${date ?? ''}`;
  return isOtherYear(day, calendar) ? `${name} ${year ?? ''}` : name;
}

function isOtherYear(day: string, { today }: Calendar): boolean {
  return today !== null && day.slice(0, 4) !== today.slice(0, 4);
}

/** The last part of a project's path, of either kind of system; `-` when it is not known. */
export function projectName(project: string | null): string {
  if (project === null) return '-';
  return labelOf(project.split(/[\\/]/).filter(Boolean).at(-1) ?? project);
}

/** The state of a session, of a closed one with what Claude Code said of its end: `closed (logout)`. */
export function stateText({ state, closedBy }: Pick<SessionReport, 'state' | 'closedBy'>): string {
  return state === 'closed' && closedBy !== null ? `closed (${labelOf(closedBy, REASON_CHARS)})` : state;
}

/** How long ago, as `just now`, `2 min ago`, `3 h ago`, `5 days ago`; a moment to come is `just now`. */
export function agoOf(ms: number): string {
  if (ms < MINUTE_MS) return 'just now';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ago`;
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ago`;
  return `${counted(Math.floor(ms / DAY_MS), 'day')} ago`;
}

/** A length of time as `12s`, `34m`, `2h05`. */
export function spanOf(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  return `${Math.floor(ms / HOUR_MS)}h${String(Math.floor((ms % HOUR_MS) / MINUTE_MS)).padStart(2, '0')}`;
}
