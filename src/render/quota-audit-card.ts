import type { AuditRun } from '../analyse/audit-runs.ts';
import { unitId } from '../analyse/audit-units.ts';
import { ratio } from '../analyse/composition.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import type { WeightShare } from '../analyse/weight-share.ts';
import type { Calendar } from '../model/calendar.ts';
import type { PicoUsd } from '../model/money.ts';
import { labelAmong } from '../model/session-label.ts';
import { type AuditNames, CANDIDATES_SHOWN, signedDollars, valueText } from './audit-words.ts';
import { cardLook } from './card-parts.ts';
import { counted, dollars, fullCount, percent } from './format-number.ts';
import { dayName } from './format-session.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutPath, padLeft, padRight, wrap } from './text-width.ts';
import { windowLine } from './window-line.ts';

/** The card of `tj quota-audit`: how much premium work was Sonnet-shaped, what spoke against the rest, where to look. */
export function quotaAuditCard(audit: QuotaAudit, names: AuditNames, view: Shown): string {
  const own = { ...view, look: cardLook(view.look) };
  const foot = provenanceLines(view.provenance, own.look);
  if (audit.premium.responses === 0) return [...nothing(audit, own), '', ...foot, ''].join('\n');
  const parts = [headline(audit, own), criteriaLines(audit, own), candidateLines(audit, names, own)];
  return [
    ...windowLine(own),
    ...parts.filter((part) => part.length > 0).flatMap((part) => [...part, '']),
    ...wrap(audit.caveat, own.look.width),
    ...foot,
    next(audit, own),
    '',
  ].join('\n');
}

function nothing({ outsideTiers }: QuotaAudit, { provenance, look }: Shown): string[] {
  const what =
    provenance.responses === 0 ? 'No responses in this window.' : 'No work of a premium model in this window.';
  const outside =
    outsideTiers > 0
      ? ` The tiers are Anthropic's: models of other vendors (${counted(outsideTiers, 'response')}) have none.`
      : '';
  return wrap(`${what} Nothing to audit.${outside}`, look.width);
}

function headline(audit: QuotaAudit, { look, withDollars }: Shown): string[] {
  const { turns, agents, premium, interval, gross, net } = audit;
  const whole = withDollars && premium.cost !== null ? `, ${dollars(premium.cost)} at list price` : '';
  const lines = [
    `${fullCount(turns.shaped)} of ${counted(turns.units, 'premium turn')}, ${counted(audit.sessions, 'session')}${whole}.`,
    interval === null ? '' : `90 % interval over sessions: ${percent(interval.low)} to ${percent(interval.high)}.`,
    turns.notJudged > 0 && turns.shaped > 0
      ? `Not judged, for an end that is not known: ${counted(turns.notJudged, 'turn')} (${percent(turns.notJudgedShare.listPrice)}).`
      : '',
    agents.shaped > 0
      ? `Beside them ${fullCount(agents.shaped)} of ${counted(agents.units, 'agent')} (${percent(agents.shapedShare.listPrice)}).`
      : '',
    gross !== null && net !== null
      ? `One tier down: gross ${worth(gross, audit, withDollars)}, net of cache rebuilds ${worth(net, audit, withDollars)}.`
      : '',
  ];
  return [
    ...wrap(factOf(audit), look.width).map(look.paint.bold),
    ...lines.filter((text) => text !== '').flatMap((text) => wrap(text, look.width)),
  ];
}

function factOf({ turns }: QuotaAudit): string {
  if (turns.shaped > 0)
    return `${turns.notJudged > 0 ? 'At least ' : ''}${both(turns.shapedShare)} went into Sonnet-shaped turns.`;
  if (turns.notJudged === 0) return 'No turn of a premium model was Sonnet-shaped.';
  return `No turn can be called Sonnet-shaped: ${both(turns.notJudgedShare)} could not be judged.`;
}

function both({ listPrice, tokens }: WeightShare): string {
  return listPrice === null
    ? `${percent(tokens)} of premium raw tokens`
    : `${percent(listPrice)} of premium list-price weight (${percent(tokens)} of raw tokens)`;
}

/** As a share of premium list-price weight, with dollars where they are shown. */
function worth(money: PicoUsd, { premium }: QuotaAudit, withDollars: boolean): string {
  const share = percent(premium.cost === null || premium.cost === 0n ? null : ratio(money, premium.cost));
  return withDollars ? `${share} (${signedDollars(money)})` : share;
}

const CELL = { words: 21, limit: 7, turns: 7 };
const CELL_WIDTH = CELL.words + CELL.limit + CELL.turns;

/** The criteria, two in a line where there is room. */
function criteriaLines({ disqualified, turns }: QuotaAudit, { look }: Shown): string[] {
  const perLine = look.width >= 2 * CELL_WIDTH + 4 ? 2 : 1;
  const head = cell('limits of the shape', 'limit', 'turns');
  const cells = disqualified.map(({ criterion, turns: out }) =>
    cell(criterion.words, valueText(criterion, criterion.limit), fullCount(out)),
  );
  const rows = Math.ceil(cells.length / perLine);
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from({ length: perLine }, (_, column) => cells[row + column * rows] ?? '')
      .join('    ')
      .trimEnd(),
  );
  const out = turns.units - turns.shaped - turns.notJudged;
  const note = `${counted(out, 'turn')} disqualified, each counted at the first limit that it exceeded.`;
  return [
    look.paint.bold(new Array(perLine).fill(head).join('    ')),
    ...lines,
    ...wrap(note, look.width).map(look.paint.dim),
  ];
}

function cell(words: string, limit: string, turns: string): string {
  return padRight(words, CELL.words) + padLeft(limit, CELL.limit) + padLeft(turns, CELL.turns);
}

function candidateLines(audit: QuotaAudit, { sessions, units }: AuditNames, view: Shown): string[] {
  const { look, withDollars, calendar } = view;
  const outweighed =
    audit.outweighed.length > 0
      ? [
          `${counted(audit.outweighed.length, 'run')} of such turns left out: rebuilding the cache within a session outweighs the rest.`,
        ]
      : [];
  if (audit.candidates.length === 0) return outweighed.flatMap((text) => wrap(text, look.width)).map(look.paint.dim);
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'what', align: 'left', rank: 0, shrinkTo: 12 },
    { head: 'project', align: 'left', rank: 6, shrinkTo: 10, cut: cutPath },
    { head: 'begun', align: 'left', rank: 5 },
    { head: 'turns', align: 'right', rank: 2 },
    { head: 'weight', align: 'right', rank: 1 },
    { head: 'gross', align: 'right', rank: 3 },
    { head: 'net', align: 'right', rank: 0 },
  ];
  const shown = audit.candidates.slice(0, CANDIDATES_SHOWN);
  const projectOf = ({ sessionId }: AuditRun) => sessions.get(sessionId)?.project ?? null;
  const nameOf = projectNames(shown.map(projectOf));
  const rows = shown.map((run) => [
    run.sessionId.slice(0, 8),
    labelAmong(sessions, run.sessionId),
    nameOf(projectOf(run)),
    begunOn(run, units, calendar),
    `${run.turns.length}${run.wholeSession ? ' all' : ''}`,
    weightOf(run, audit),
    ...[run.gross, run.net].map((money) => (withDollars ? signedDollars(money) : shareText(money, audit))),
  ]);
  const more = audit.candidates.length - shown.length;
  const notes = [...(more > 0 ? [`and ${counted(more, 'candidate')} more: --json tells all.`] : []), ...outweighed];
  return [
    ...table(columns, rows, look).split('\n'),
    ...(notes.length > 0 ? wrap(notes.join(' '), look.width).map(look.paint.dim) : []),
  ];
}

function begunOn({ turns: [first] }: AuditRun, units: AuditNames['units'], calendar: Calendar): string {
  const at = first === undefined ? null : (units.get(unitId(first))?.startedAt ?? null);
  return at === null ? '-' : dayName(calendar.day(at), calendar);
}

function weightOf(run: AuditRun, audit: QuotaAudit): string {
  return shareText(run.turns.reduce((sum, turn) => sum + (turn.usage.cost ?? 0n), 0n) as PicoUsd, audit);
}

function shareText(money: PicoUsd, { premium }: QuotaAudit): string {
  return percent(premium.cost === null || premium.cost === 0n ? null : ratio(money, premium.cost));
}

function next({ candidates, outweighed }: QuotaAudit, { look }: Shown): string {
  const [first] = [...candidates, ...outweighed];
  const command =
    first === undefined ? 'tj usage --by model' : `tj quota-audit --explain ${first.sessionId.slice(0, 8)}`;
  return `${look.paint.dim('next:')} ${look.paint.typed(command)}`;
}
