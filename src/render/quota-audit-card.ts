import { CRITERIA, type CriterionId } from '../analyse/audit-criteria.ts';
import type { AuditRun } from '../analyse/audit-runs.ts';
import { unitId } from '../analyse/audit-units.ts';
import { ratio } from '../analyse/composition.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import type { WeightShare } from '../analyse/weight-share.ts';
import type { Calendar } from '../model/calendar.ts';
import { counted, fullCount } from '../model/counted.ts';
import { type PicoUsd, picoUsd } from '../model/money.ts';
import { labelAmong } from '../model/session-label.ts';
import { type AuditNames, CANDIDATES_SHOWN, signedDollars } from './audit-words.ts';
import { cardLook } from './card-parts.ts';
import { dollars, percent, roundPercent } from './format-number.ts';
import { dayName } from './format-session.ts';
import { factLines } from './kit/fact-lines.ts';
import { type HeadView, windowHead } from './kit/window-head.ts';
import { COST } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { type Next, provenanceLines } from './provenance-lines.ts';
import { type Column, table } from './table.ts';
import { cutPath, wrap } from './text-width.ts';

/** The card of `tj quota-audit`: what a small turn is, how many looked like one, what they came to, where to look. */
export function quotaAuditCard(audit: QuotaAudit, names: AuditNames, wide: HeadView): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look, provenance } = view;
  if (audit.premium.responses === 0)
    return [...nothing(audit, view), '', ...provenanceLines(provenance, look), ''].join('\n');
  const blocks = [
    windowHead({ ...audit.premium, sessions: audit.sessions }, view),
    wrap(SHAPE, look.width),
    wrap(headline(audit), look.width).map(look.paint.bold),
    factsOf(audit, view),
    candidateLines(audit, names, view),
    wrap(audit.caveat, look.width).map(look.paint.dim),
    provenanceLines(provenance, look, nextOf(audit)),
  ];
  return blocks
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .join('\n');
}

const limitOf = (id: CriterionId) => CRITERIA.find((each) => each.id === id)?.limit ?? 0;

/** What is called so, in one line; all limits are in the evidence. */
export const SHAPE = `Sonnet-shaped turn: at most ${limitOf('tool_calls')} tool calls, ${counted(limitOf('files'), 'file')}, ${fullCount(limitOf('output'))} output tokens, no agents`;

function nothing({ outsideTiers }: QuotaAudit, { provenance, look }: HeadView): string[] {
  const what =
    provenance.responses === 0 ? 'No responses in this window.' : 'No work of a premium model in this window.';
  const outside =
    outsideTiers > 0
      ? ` The tiers are Anthropic's: models of other vendors (${counted(outsideTiers, 'response')}) have none.`
      : '';
  return wrap(`${what} Nothing to audit.${outside}`, look.width);
}

function headline({ turns, agents }: QuotaAudit): string {
  if (turns.units === 0)
    return `${fullCount(agents.shaped)} of ${counted(agents.units, 'agent')} on premium models look simple.`;
  if (turns.shaped === 0 && turns.notJudged > 0)
    return `No turn can be called simple: ${fullCount(turns.notJudged)} of ${counted(turns.units, 'turn')} could not be judged.`;
  if (turns.shaped === 0 && turns.units === 1) return 'The one turn on premium models does not look simple.';
  if (turns.shaped === 0) return `None of ${counted(turns.units, 'turn')} on premium models looks simple.`;
  const least = turns.notJudged > 0 ? 'At least ' : '';
  return `${least}${fullCount(turns.shaped)} of ${counted(turns.units, 'turn')} on premium models look${turns.units === 1 ? 's' : ''} simple.`;
}

/** Shares are of all work of premium models, in cost. */
function factsOf(audit: QuotaAudit, { look, withDollars }: HeadView): string[] {
  const { turns, agents, interval, gross, net, atNextTier, premium } = audit;
  const between =
    interval === null ? '' : ` (90 % interval: ${roundPercent(interval.low)} to ${roundPercent(interval.high)})`;
  const price = withDollars && turns.shaped > 0 && turns.cost !== null ? `${dollars(turns.cost)}, ` : '';
  const simple = turns.shaped === 0 ? '' : `${price}${both(turns.shapedShare)}${between}`;
  const notJudged =
    turns.notJudged > 0
      ? `${counted(turns.notJudged, 'turn')}, whose end is not known: ${both(turns.notJudgedShare)}`
      : '';
  const ofAgents =
    agents.shaped > 0
      ? `${fullCount(agents.shaped)} of ${fullCount(agents.units)} look simple: ${both(agents.shapedShare)}`
      : '';
  const down =
    gross === null || net === null
      ? ''
      : `the simple turns: ${worth(gross, audit, withDollars)} less${gross === net ? '' : `; ${worth(net, audit, withDollars)} net of the cache rebuilds of switching`}`;
  const all =
    atNextTier === null || premium.cost === null
      ? ''
      : `had all premium work run on ${atNextTier.models.join(', ')}: ${worth(picoUsd(premium.cost - atNextTier.price), audit, withDollars)} less`;
  return [
    ...factLines('simple turns', simple, look),
    ...factLines('agents', ofAgents, look),
    ...factLines('not judged', notJudged, look),
    ...factLines('one tier down', down, look),
    ...factLines('upper bound', all, look),
  ];
}

function both({ listPrice, tokens }: WeightShare): string {
  return listPrice === null
    ? `${roundPercent(tokens)} of premium tokens`
    : `${roundPercent(listPrice)} of premium cost, ${roundPercent(tokens)} of tokens`;
}

/** As a share of premium cost, with dollars where they are shown. */
function worth(money: PicoUsd, { premium }: QuotaAudit, withDollars: boolean): string {
  const share = roundPercent(premium.cost === null || premium.cost === 0n ? null : ratio(money, premium.cost));
  return withDollars ? `${share} (${signedDollars(money)})` : share;
}

function candidateLines(audit: QuotaAudit, { sessions, units }: AuditNames, view: HeadView): string[] {
  const { look, withDollars, calendar } = view;
  const outweighed =
    audit.outweighed.length > 0
      ? [
          `${counted(audit.outweighed.length, 'run')} of simple turns left out: rebuilding the cache would have cost more.`,
        ]
      : [];
  if (audit.candidates.length === 0) return outweighed.flatMap((text) => wrap(text, look.width)).map(look.paint.dim);
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'what', align: 'left', rank: 0, shrinkTo: 12 },
    { head: 'project', align: 'left', rank: 6, shrinkTo: 10, cut: cutPath },
    { head: 'begun', align: 'left', rank: 5 },
    { head: 'turns', align: 'right', rank: 2 },
    { head: COST, align: 'right', rank: 1 },
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
    withDollars ? signedDollars(run.net) : shareText(run.net, audit),
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

function nextOf({ candidates, outweighed }: QuotaAudit): Next {
  const [first] = [...candidates, ...outweighed];
  if (first === undefined) return { command: 'tj usage --by model', why: '' };
  return { command: `tj quota-audit --explain ${first.sessionId.slice(0, 8)}`, why: '' };
}
