import { isUnknown, type SessionReport } from '../analyse/session-report.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Provenance } from '../model/provenance.ts';
import { sessionLabel, shortId } from '../model/session-label.ts';
import { totalTokens } from '../model/tokens.ts';
import { counted, dollars, percent, shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** A column that needs a word of its own, where there is room for it. */
const RE_READ = 're-read';
const RE_READ_NOTE = 're-read: share of list-price weight spent on reading the context again.';

/** `tj sessions` for people: `shown` of `all` sessions, newest activity first. */
export function sessionsTable(
  shown: readonly SessionReport[],
  all: number,
  withDollars: boolean,
  calendar: Calendar,
  provenance: Provenance,
  look: Look,
): string {
  const foot = provenanceLines(provenance, look);
  if (all === 0) return [...wrap('No sessions in this window.', look.width), ...foot, ''].join('\n');
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'last', align: 'left', rank: 3 },
    { head: 'state', align: 'left', rank: 1 },
    { head: 'active', align: 'right', rank: 7 },
    { head: 'project', align: 'left', rank: 4, shrinkTo: 10, cut: cutPath },
    { head: 'label', align: 'left', rank: 0, shrinkTo: 16 },
    { head: 'prompts', align: 'right', rank: 6 },
    { head: 'tokens', align: 'right', rank: 0 },
    { head: RE_READ, align: 'right', rank: 5 },
    ...(withDollars ? [{ head: 'list price', align: 'right', rank: 2 } as const] : []),
  ];
  const nameOf = projectNames(shown.map(({ project }) => project));
  const rows = shown.map((session) => [
    shortId(session.sessionId),
    momentOf(session.endedAt, calendar),
    session.state,
    spanOf(session.activeMs),
    nameOf(session.project),
    sessionLabel(session),
    String(session.prompts),
    isUnknown(session) ? '-' : shortCount(totalTokens(session.usage.tokens)),
    percent(session.reread.shareListPrice),
    ...(withDollars ? [dollars(isUnknown(session) ? null : session.usage.cost)] : []),
  ]);
  const more =
    all > shown.length ? [look.paint.dim(`${counted(all - shown.length, 'older session')}: --all lists them`)] : [];
  const body = table(columns, rows, look);
  const about = body.split('\n')[0]?.includes(RE_READ) ? RE_READ_NOTE : '';
  const note = wrap(about, look.width).map(look.paint.dim);
  return [body, '', ...more, ...note, ...foot, ''].join('\n');
}
