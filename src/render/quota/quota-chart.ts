import type { WindowReport } from '../../analyse/quota/quota-report.ts';
import type { Calendar } from '../../model/calendar.ts';
import { QUOTA_LENGTH_MS } from '../../model/quota-sample.ts';
import { DAY_MS, type Millis, millis } from '../../model/time.ts';
import { momentOf } from '../format-session.ts';
import type { Look } from '../style.ts';
import { padLeft } from '../text-width.ts';

/** Lines of the chart, each for as many percent. */
const LINES = 5;
const LINE_PERCENT = 100 / LINES;

/** Columns of the scale on the left, and at most of the chart. */
const SCALE = 7;
const MOST_COLUMNS = 66;

const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;

/** The percentage against the time of its window, with dots where it would be if it rose evenly up to the reset. */
export function quotaChart(report: WindowReport, calendar: Calendar, look: Look): string[] {
  const columns = Math.max(10, Math.min(look.width - SCALE, MOST_COLUMNS));
  const { beginsAt, resetsAt } = report;
  const timeOf = (column: number) => millis(beginsAt + ((column + 1) * (resetsAt - beginsAt)) / columns);
  const values = Array.from({ length: columns }, (_, column) => valueAt(report, timeOf(column)));
  const lines = Array.from({ length: LINES }, (_, i) => {
    const floor = (LINES - 1 - i) * LINE_PERCENT;
    const cells = values.map((value, column) => cell(value, ((column + 0.5) * 100) / columns, floor, look));
    const scale = i === 0 ? '100 %' : i === LINES - 1 ? '0 %' : '';
    return `${padLeft(scale, SCALE - 2)} ${look.unicode ? '│' : '|'}${cells.join('')}`.trimEnd();
  });
  return [...lines, axis(report, columns, calendar)];
}

/** The percentage last reported up to then; null before the first sample and after the last one. */
function valueAt({ samples, newest, beginsAt, resetsAt }: WindowReport, moment: Millis): number | null {
  const step = (resetsAt - beginsAt) / MOST_COLUMNS;
  if (moment > newest.at + step) return null;
  return samples.findLast(({ at }) => at <= moment)?.usedPercentage ?? null;
}

function cell(value: number | null, ideal: number, floor: number, { unicode }: Look): string {
  const part = value === null ? 0 : Math.min(1, Math.max(0, (value - floor) / LINE_PERCENT));
  if (part > 0) {
    if (unicode) return EIGHTHS[Math.max(1, Math.round(part * 8))] ?? '';
    return part >= 0.5 ? '#' : ':';
  }
  const isIdeal = ideal >= floor && ideal < floor + LINE_PERCENT;
  return isIdeal ? (unicode ? '·' : '.') : ' ';
}

/** Begin and reset below the ends of the chart. */
function axis({ beginsAt, resetsAt, newest }: WindowReport, columns: number, calendar: Calendar): string {
  const isShort = QUOTA_LENGTH_MS[newest.quota] < DAY_MS;
  const nameOf = (at: Millis) => (isShort ? calendar.clock(at) : momentOf(at, calendar));
  const [from, to] = [nameOf(beginsAt), nameOf(resetsAt)];
  return `${' '.repeat(SCALE)}${from}${padLeft(to, Math.max(to.length + 1, columns - from.length))}`;
}
