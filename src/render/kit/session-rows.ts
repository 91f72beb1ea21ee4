import { isUnknown, type SessionReport } from '../../analyse/session-report.ts';
import type { WeightShare } from '../../analyse/weight-share.ts';
import type { Calendar } from '../../model/calendar.ts';
import { largest } from '../../model/long-lists.ts';
import { sessionLabel } from '../../model/session-label.ts';
import { totalTokens } from '../../model/tokens.ts';
import { bar } from '../bar.ts';
import { roundPercent, shortCount } from '../format-number.ts';
import { momentOf } from '../format-session.ts';
import { projectNames } from '../project-names.ts';
import type { Look } from '../style.ts';
import { cutPath, cutTo, padLeft, padRight } from '../text-width.ts';
import { COST, TOKENS } from './words.ts';

/** Columns of the time, the project, the two numbers together, and the bar, where there is room for it. */
const WHEN = 13;
const PROJECT = 14;
const NUMBERS = 15;
const BAR = 5;
const GAP = '  ';
const WIDE = 68;

/** Sessions one below the other: when, what it was called, where, its share of the cost, its tokens. */
export function sessionRows(
  sessions: readonly (SessionReport & { readonly share: WeightShare })[],
  head: string,
  { look, calendar }: { readonly look: Look; readonly calendar: Calendar },
): string[] {
  const { width, unicode, paint } = look;
  const isWide = width >= WIDE;
  // One project needs no column.
  const project = isWide && new Set(sessions.map((each) => each.project)).size > 1 ? PROJECT : 0;
  const title = width - WHEN - NUMBERS - (isWide ? BAR + GAP.length : 0) - (project > 0 ? project + GAP.length : 0);
  const most = largest(
    sessions.map(({ share }) => share.listPrice ?? 0),
    0,
  );
  const ellipsis = unicode ? '…' : '~';
  const line = (words: string, where: string, cost: string, tokens: string) =>
    [
      padRight(words, WHEN + title),
      project > 0 ? padRight(cutPath(where, project, ellipsis), project) + GAP : '',
      padLeft(cost, 6),
      padLeft(tokens, 9),
    ].join('');
  const nameOf = projectNames(sessions.map((each) => each.project));
  const rows = sessions.map((session) => {
    const { endedAt, usage, share } = session;
    const known = !isUnknown(session);
    const name = cutTo(sessionLabel(session), title - 1, ellipsis);
    const cost = roundPercent(known ? share.listPrice : null);
    const tokens = known ? shortCount(totalTokens(usage.tokens)) : '-';
    const filled = isWide && most > 0 ? bar((share.listPrice ?? 0) / most, BAR, unicode).trimEnd() : '';
    const words = padRight(momentOf(endedAt, calendar), WHEN) + name;
    return `${line(words, nameOf(session.project), cost, tokens)}${GAP}${filled}`.trimEnd();
  });
  return [paint.bold(line(head, 'project', COST, TOKENS)), ...rows];
}
