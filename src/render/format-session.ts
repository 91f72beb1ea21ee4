import type { Calendar } from '../model/calendar.ts';
import { labelOf } from '../model/label.ts';
import { HOUR_MS, MINUTE_MS, type Millis, SECOND_MS } from '../model/time.ts';

/** A moment as `11-20 14:03`; `-` when it is not known. */
export function momentOf(at: Millis | null, calendar: Calendar): string {
  return at === null ? '-' : `${calendar.day(at).slice(5)} ${calendar.clock(at)}`;
}

/** The last part of a project's path, of either kind of system; `-` when it is not known. */
export function projectName(project: string | null): string {
  if (project === null) return '-';
  return labelOf(project.split(/[\\/]/).filter(Boolean).at(-1) ?? project);
}

/** A length of time as `12s`, `34m`, `2h05`. */
export function spanOf(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.round(ms / SECOND_MS)}s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)}m`;
  return `${Math.floor(ms / HOUR_MS)}h${String(Math.floor((ms % HOUR_MS) / MINUTE_MS)).padStart(2, '0')}`;
}
