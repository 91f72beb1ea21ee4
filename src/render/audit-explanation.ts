import { unitId } from '../analyse/audit-units.ts';
import type { ExplainedUnit } from '../analyse/audit-verdicts.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { counted } from '../model/counted.ts';
import { labelAmong } from '../model/session-label.ts';
import { totalTokens } from '../model/tokens.ts';
import { type AuditNames, judgementText, signedDollars, unitLabel } from './audit-words.ts';
import { criteriaLines } from './criteria-lines.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { cutTo, wrap } from './text-width.ts';

const VERDICTS = { shaped: 'Sonnet-shaped', 'not-shaped': 'not Sonnet-shaped', 'not-judged': 'not judged' } as const;

/** `tj quota-audit --explain`: every turn of a session with all evidence, and what spoke against it. */
export function auditExplanation(
  sessionId: string,
  audit: QuotaAudit,
  judged: readonly ExplainedUnit[],
  names: AuditNames,
  view: Shown,
): string {
  const { look, provenance } = view;
  const title = labelAmong(names.sessions, sessionId);
  const shaped = audit.turns.shaped + audit.agents.shaped;
  const fact =
    judged.length === 0
      ? 'No work of a premium model in this session and window. Nothing to audit.'
      : `${shaped} of ${counted(judged.length, 'turn or agent', 'turns and agents')} Sonnet-shaped; x: over its limit, ?: not known.`;
  return [
    look.paint.bold(cutTo(title, look.width, look.unicode ? '…' : '~')),
    ...wrap(sessionId, look.width).map(look.paint.dim),
    ...wrap(fact, look.width),
    '',
    ...judged.flatMap((each) => [...unitLines(each, names, view), '']),
    ...(audit.turns.units === 0 ? [] : [...criteriaLines(audit, look), '']),
    ...runLines(audit, view),
    ...wrap(audit.caveat, look.width),
    '',
    ...provenanceLines(provenance, look, { command: `tj session ${sessionId.slice(0, 8)} --timeline`, why: '' }),
    '',
  ].join('\n');
}

/** `tj quota-audit --explain` without a session: all limits, and how many turns each disqualified. */
export function auditLimits(audit: QuotaAudit, { look, provenance }: Shown): string {
  const { turns, agents, premium } = audit;
  const what =
    premium.responses === 0
      ? 'No work of a premium model in this window. Nothing to audit.'
      : `${counted(turns.units, 'turn')} and ${counted(agents.units, 'agent')} on premium models.`;
  return [
    ...wrap(what, look.width).map(look.paint.bold),
    '',
    ...criteriaLines(audit, look),
    '',
    ...wrap(audit.caveat, look.width).map(look.paint.dim),
    '',
    ...provenanceLines(provenance, look, { command: 'tj quota-audit', why: '' }),
    '',
  ].join('\n');
}

function unitLines(
  { unit, failed, verdict, judgements }: ExplainedUnit,
  names: AuditNames,
  { look, calendar, withDollars }: Shown,
): string[] {
  const dot = look.unicode ? ' · ' : ' - ';
  const price = withDollars ? `${dot}${dollars(unit.usage.cost)}` : '';
  const head = `${momentOf(names.units.get(unitId(unit))?.startedAt ?? null, calendar)}  ${unitLabel(unit, names)}`;
  const what = `${VERDICTS[verdict]}${failed === null ? '' : `: ${failed.words}`}${dot}${shortCount(totalTokens(unit.usage.tokens))} tokens${price}`;
  const asked = judgements.filter(({ criterion }) => unit.kind === 'turn' || !OF_TURNS.has(criterion.id));
  return [
    look.paint.bold(cutTo(head, look.width, look.unicode ? '…' : '~')),
    ...wrap(what, look.width - 2).map((line) => `  ${failed === null ? look.paint.warn(line) : line}`),
    ...wrap(asked.map(judgementText).join(dot), look.width - 2).map((line) => `  ${look.paint.dim(line)}`),
  ];
}

/** No questions for an agent. */
const OF_TURNS: ReadonlySet<string> = new Set(['plan_mode', 'corrected']);

/** What switching would have cost, run by run, those included that are no candidates. */
function runLines(audit: QuotaAudit, { look, withDollars }: Shown): string[] {
  const whole = audit.premium.cost;
  const runs = [...audit.candidates, ...audit.outweighed];
  if (runs.length === 0) return [];
  const lines = runs.map((run) => {
    const text = (money: typeof run.net) =>
      withDollars
        ? signedDollars(money)
        : percent(whole === null || whole === 0n ? null : Number(money) / Number(whole));
    const parts = [
      `gross ${text(run.gross)}`,
      `rebuild ${text(run.rebuildThere)}`,
      `rebuild back ${text(run.rebuildBack)}`,
      `net ${text(run.net)}${run.net < 0n ? ': no candidate' : ''}`,
    ];
    const where = run.wholeSession ? 'the whole session' : `a run of ${counted(run.turns.length, 'turn')}`;
    return `${where} at ${run.models.join(', ')}: ${parts.join(', ')}`;
  });
  return [...lines.flatMap((line) => wrap(line, look.width)), ''];
}
