import { FAST_PART } from '../../analyse/quota/quota-report.ts';
import {
  heaviestFirst,
  type Moved,
  type MovedBy,
  type Mover,
  type MoverKind,
  type Named,
  STAND_LAST,
} from '../../analyse/quota/what-moved.ts';
import type { Calendar } from '../../model/calendar.ts';
import { counted } from '../../model/counted.ts';
import { labelOf } from '../../model/label.ts';
import { QUOTA_LENGTH_MS } from '../../model/quota-sample.ts';
import { labelAmong, type NamedSession } from '../../model/session-label.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../model/time.ts';
import { bar } from '../bar.ts';
import { betweenText, spanOf } from '../format-session.ts';
import { projectNames } from '../project-names.ts';
import { wholePercent } from '../quota-line.ts';
import type { Look } from '../style.ts';
import { cutTo, padLeft, padRight, wrap } from '../text-width.ts';
import { wholeShares } from './whole-shares.ts';

/** Rows that are shown; what is less is summed. */
const SHOWN = 7;

/** Columns of a share, of both together, and of the bar where there is room for it. */
const SHARE = 7;
const BAR = 6;
const WIDE = 68;

export interface MovedView {
  readonly look: Look;
  readonly calendar: Calendar;
  readonly sessions: ReadonlyMap<string, NamedSession>;
  /** Whether all that happened here is known: what is of no response may else be of one that was not read. */
  readonly isAllRead: boolean;
}

/** What moved a percentage by sessions, projects or models, the heaviest first, with both shares of the rise. */
export function movedLines(moved: Moved, by: MovedBy, view: MovedView): string[] {
  const { look } = view;
  const { shown, others } = heaviestFirst(namesOf(moved, by, view), SHOWN);
  const head = `What moved it ${spanText(moved, view.calendar)}`;
  const heads = head.length > nameColumns(look) ? wrap(head, look.width) : [];
  const last = row(heads.length > 0 ? '' : head, 'cost', 'tokens', '', look);
  const rows = [...shown, ...(others === null ? [] : [{ name: `${others.count} more`, points: others.points }])];
  const [cost, tokens] = (['cost', 'tokens'] as const).map((weight) =>
    wholeShares(
      rows.map(({ points }) => points[weight]),
      moved.points,
    ),
  );
  return [
    ...[...heads, last].map(look.paint.bold),
    ...rows.map(({ name, points }, i) => {
      const filled = bar(points.cost / moved.points, BAR, look.unicode).trimEnd();
      return row(name, cost?.[i] ?? '', tokens?.[i] ?? '', filled, look);
    }),
  ];
}

/** Every row's name with its points. */
function namesOf(moved: Moved, by: MovedBy, view: MovedView): Named[] {
  if (by === 'session')
    return moved.movers.map((mover) => {
      return { name: moverName(mover, view), points: mover.points, isLast: STAND_LAST.includes(mover.kind) };
    });
  const named = by === 'project' ? moved.byProject : moved.byModel;
  const nameOf =
    by === 'project' ? projectNames(named.map(({ name }) => name)) : (name: string | null) => labelOf(name ?? '');
  return named.map(({ name, points }) => ({
    name: name === null ? 'elsewhere, or not known' : nameOf(name),
    points,
    isLast: name === null,
  }));
}

/** Of the fastest rise within a part of the window: how much in how long, and mostly by what. */
export function fastestLine(fastest: Moved, view: MovedView): string[] {
  const [most] = fastest.movers;
  const by =
    most === undefined ? '' : `, ${shareText(most.points.cost, fastest.points)} of it ${moverName(most, view)}`;
  const within = `${Math.round((QUOTA_LENGTH_MS[fastest.to.quota] * FAST_PART) / HOUR_MS)} h`;
  return wrap(`Most within ${within}: ${spanText(fastest, view.calendar)}${by}.`, view.look.width);
}

/** `from 31 % to 52 %, 10:10 to 11:40`. */
export function spanText({ from, to }: Pick<Moved, 'from' | 'to'>, calendar: Calendar): string {
  const [a, b] = [from, to].map(({ usedPercentage }) => wholePercent(usedPercentage));
  const isShort = QUOTA_LENGTH_MS[from.quota] < DAY_MS;
  const when = isShort
    ? `${calendar.clock(from.at)} to ${calendar.clock(to.at)}`
    : betweenText(from.at, to.at, calendar);
  return `from ${a} to ${b}, ${when}`;
}

/** What a mover is called; of the sessions of a quota most people know which they are by title. */
export function moverName(
  { kind, sessionId, gapMs, events, points }: Mover,
  { sessions, isAllRead }: Pick<MovedView, 'sessions' | 'isAllRead'>,
): string {
  const session = () => labelAmong(sessions, sessionId);
  const pause = gapMs === null || gapMs < MINUTE_MS ? '' : ` after ${events > 1 ? 'up to ' : ''}${spanOf(gapMs)}`;
  const names: Readonly<Record<MoverKind, () => string>> = {
    session,
    agents: () => `agents of ${session()}`,
    rebuild: () => `cache ${events > 1 ? `rebuilds (${events})` : 'rebuild'}${pause}: ${session()}`,
    unpriced: () => 'responses without a price',
    elsewhere: () => (isAllRead ? 'elsewhere: other devices, claude.ai' : 'elsewhere, or not read'),
    unknown: () => `not known: ${counted(Math.round(points.cost * 10) / 10, 'point')}, another reset in between`,
  };
  return names[kind]();
}

function row(name: string, cost: string, tokens: string, filled: string, look: Look): string {
  const columns = nameColumns(look);
  const first = padRight(cutTo(name, columns, look.unicode ? '…' : '~'), columns);
  const isWide = look.width >= WIDE;
  return `${first}${padLeft(cost, SHARE)}${padLeft(tokens, SHARE)}${isWide ? `  ${filled}` : ''}`.trimEnd();
}

function nameColumns({ width }: Look): number {
  return width - 2 * SHARE - (width >= WIDE ? BAR + 2 : 0);
}

function shareText(points: number, all: number): string {
  return wholePercent((100 * points) / all);
}
