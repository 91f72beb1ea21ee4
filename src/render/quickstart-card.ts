import type { Quickstart } from '../analyse/quickstart.ts';
import type { SessionReport } from '../analyse/session-report.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Provenance } from '../model/provenance.ts';
import { totalTokens } from '../model/tokens.ts';
import { bar } from './bar.ts';
import { cardLook, inBothWeights } from './card-parts.ts';
import { compositionRows, largestPart } from './composition-rows.ts';
import { counted, dollars, percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Look } from './style.ts';
import { cutPath, padLeft, padRight, wrap } from './text-width.ts';

interface Rest {
  readonly provenance: Provenance;
  readonly withDollars: boolean;
  /** After how many days Claude Code deletes transcripts. */
  readonly cleanupDays: number;
}

/** The card of `tj quickstart`: the largest fact, where the tokens went, the newest sessions, what it rests on. */
export function quickstartCard(figures: Quickstart, calendar: Calendar, rest: Rest, wide: Look): string {
  const look = cardLook(wide);
  const foot = provenanceLines(rest.provenance, look);
  if (figures.totals.responses === 0) return [...nothing(figures, look), '', ...foot, ''].join('\n');
  return [
    ...headline(figures, rest, look),
    '',
    ...compositionRows(figures.composition, figures.totals.unfinished > 0, look),
    '',
    ...timelineRows(figures.timeline, calendar, look),
    '',
    ...foot,
    next(rest.cleanupDays, look),
    '',
  ].join('\n');
}

function nothing({ backfill }: Quickstart, look: Look): string[] {
  if (backfill.filesFound === 0) return ['No transcripts found.'];
  return wrap(`No responses in this window. Below ${backfill.roots.join(', ')}.`, look.width);
}

function headline({ composition, totals }: Quickstart, { withDollars }: Rest, look: Look): string[] {
  const { words, share } = largestPart(composition);
  const inBoth = inBothWeights({ listPrice: share.shareListPrice, tokens: share.shareTokens });
  const fact = wrap(`${inBoth} went into ${words}.`, look.width).map(look.paint.bold);
  const price = withDollars && totals.cost !== null ? `, list-price equivalent ${dollars(totals.cost)}` : '';
  const base = `${shortCount(totalTokens(totals.tokens))} tokens, ${counted(totals.responses, 'response')}, ${counted(totals.sessions, 'session')}${price}`;
  return [...fact, ...wrap(base, look.width)];
}

function timelineRows(sessions: readonly SessionReport[], calendar: Calendar, look: Look): string[] {
  const most = Math.max(...sessions.map((session) => totalTokens(session.usage.tokens)), 1);
  const projectColumns = look.width >= 70 ? 22 : 10;
  const barColumns = Math.max(4, look.width - projectColumns - 32);
  const head = `${padRight('newest', 11)} ${padRight('project', projectColumns)} ${padLeft('tokens', 7)} ${padLeft('re-read', 8)}`;
  const nameOf = projectNames(sessions.map(({ project }) => project));
  const rows = sessions.map((session) => {
    const tokens = totalTokens(session.usage.tokens);
    const filled = bar(tokens / most, barColumns, look.unicode).trimEnd();
    const project = cutPath(nameOf(session.project), projectColumns, look.unicode ? '…' : '~');
    return `${padRight(momentOf(session.endedAt, calendar), 11)} ${padRight(project, projectColumns)} ${padLeft(shortCount(tokens), 7)} ${padLeft(percent(session.reread.shareListPrice), 8)}  ${filled}`.trimEnd();
  });
  return [look.paint.bold(head), ...rows];
}

function next(days: number, look: Look): string {
  return `${look.paint.dim('next:')} ${look.paint.typed('tj index')} ${look.paint.dim(`keeps this beyond ${counted(days, 'day')}`)}`;
}
