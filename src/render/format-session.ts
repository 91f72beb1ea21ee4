import type { SessionReport } from '../analyse/session-report.ts';
import type { Calendar } from '../model/calendar.ts';
import { labelOf } from '../model/label.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, type Millis, SECOND_MS } from '../model/time.ts';
import { counted } from './format-number.ts';

/** Claude Code's reasons are shorter than that; what else may come is not trusted. */
const REASON_CHARS = 24;

/** A moment as `11-20 14:03`; `-` when it is not known. */
export function momentOf(at: Millis | null, calendar: Calendar): string {
  return at === null ? '-' : `${calendar.day(at).slice(5)} ${calendar.clock(at)}`;
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
