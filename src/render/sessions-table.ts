import { isUnknown, type SessionReport } from '../analyse/session-report.ts';
import type { Usage } from '../analyse/usage.ts';
import { weightShare } from '../analyse/weight-share.ts';
import { counted } from '../model/counted.ts';
import { sessionLabel, shortId } from '../model/session-label.ts';
import { totalTokens } from '../model/tokens.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { COST, TOKENS } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** `tj sessions` for people: `shown` of `all` sessions, newest activity first; shares are of `totals`. */
export function sessionsTable(shown: readonly SessionReport[], all: number, totals: Usage, view: Shown): string {
  const { look, calendar, withDollars, provenance } = view;
  if (all === 0)
    return [...wrap('No sessions in this window.', look.width), ...provenanceLines(provenance, look), ''].join('\n');
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'last', align: 'left', rank: 3 },
    { head: 'state', align: 'left', rank: 5 },
    { head: 'title', align: 'left', rank: 0, shrinkTo: 16 },
    { head: 'project', align: 'left', rank: 4, shrinkTo: 10, cut: cutPath },
    { head: 'active', align: 'right', rank: 7 },
    { head: 'prompts', align: 'right', rank: 8 },
    { head: COST, align: 'right', rank: 0 },
    { head: TOKENS, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 2 } as const] : []),
    { head: 'cache reads', align: 'right', rank: 6 },
  ];
  const nameOf = projectNames(shown.map(({ project }) => project));
  const rows = shown.map((session) => [
    shortId(session.sessionId),
    momentOf(session.endedAt, calendar),
    session.state,
    sessionLabel(session),
    nameOf(session.project),
    spanOf(session.activeMs),
    String(session.prompts),
    percent(isUnknown(session) ? null : weightShare(session.usage, totals).listPrice),
    isUnknown(session) ? '-' : shortCount(totalTokens(session.usage.tokens)),
    ...(withDollars ? [dollars(isUnknown(session) ? null : session.usage.cost)] : []),
    percent(session.reread.shareListPrice),
  ]);
  const more =
    all > shown.length ? [look.paint.dim(`${counted(all - shown.length, 'older session')}: --all lists them`)] : [];
  const next = { command: `tj session ${shortId(shown[0]?.sessionId ?? '')}`, why: '' };
  return [table(columns, rows, look), '', ...more, ...provenanceLines(provenance, look, next), ''].join('\n');
}
