import type { RunMember } from '../analyse/run-tree.ts';
import type { RunReport } from '../analyse/runs-report.ts';
import type { Usage } from '../analyse/usage.ts';
import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import { sessionLabel, shortId } from '../model/session-label.ts';
import { totalTokens } from '../model/tokens.ts';
import { cardLook } from './card-parts.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { momentOf, spanOf } from './format-session.ts';
import { dotted } from './kit/window-head.ts';
import { COST, TOKENS } from './kit/words.ts';
import { projectNames } from './project-names.ts';
import { provenanceLines } from './provenance-lines.ts';
import type { Shown } from './shown.ts';
import { type Column, table } from './table.ts';
import { cutTo, wrap } from './text-width.ts';

/** Members below one another are told further in, up to here. */
const DEEPEST = 4;

/** `tj runs ID`: what one run was, and its sessions, each below the one that started it. */
export function runCard(run: RunReport | undefined, members: readonly RunMember[], wide: Shown): string {
  const view = { ...wide, look: cardLook(wide.look) };
  const { look } = view;
  if (run === undefined)
    return [
      ...wrap('No response of this run in this window.', look.width),
      ...['', ...provenanceLines(view.provenance, look), ''],
    ].join('\n');
  return [
    ...headLines(run, view),
    '',
    ...memberTable(members, view),
    '',
    ...strangers(members, view),
    ...provenanceLines(view.provenance, look, { command: `tj session ${shortId(heaviest(members))}`, why: '' }),
    '',
  ].join('\n');
}

/** `tj run`, in the end: what the run came to. Responses before it began are in `tj runs`, which shows sessions whole. */
export function ranLine(runId: string, usage: Usage, before: number, withDollars: boolean): string {
  if (usage.responses === 0)
    return `tj: run ${runId}: no session of Claude Code was seen in it; tj hook status says whether they are reported\n`;
  const price = withDollars && usage.cost !== null ? [dollars(usage.cost)] : [];
  const whole = [
    counted(usage.sessions, 'session'),
    counted(usage.responses, 'response'),
    `${shortCount(totalTokens(usage.tokens))} tokens`,
    ...price,
  ];
  const earlier = before === 0 ? '' : ` (with ${counted(before, 'response')} of before)`;
  return `tj: run ${runId}: ${whole.join(', ')}; tj runs ${runId}${earlier}\n`;
}

function headLines(run: RunReport, { look, calendar, withDollars }: Shown): string[] {
  const { usage, startedAt, endedAt } = run;
  const took = startedAt === null || endedAt === null ? [] : [spanOf(endedAt - startedAt)];
  const when = [
    ...run.projects.map(projectNames(run.projects)),
    `${momentOf(startedAt, calendar)} to ${momentOf(endedAt, calendar)}`,
    ...took,
  ];
  const whole = [
    counted(run.members.length, 'session'),
    counted(usage.responses, 'response'),
    `${shortCount(totalTokens(usage.tokens))} tokens`,
    withDollars && usage.cost !== null ? dollars(usage.cost) : '',
  ];
  return [
    look.paint.bold(cutTo(`run ${labelOf(run.runId)}`, look.width, look.unicode ? '…' : '~')),
    ...dotted(when, look).map(look.paint.dim),
    ...dotted(whole, look),
  ];
}

function memberTable(members: readonly RunMember[], { look, calendar, withDollars }: Shown): string[] {
  const columns: Column[] = [
    { head: 'session', align: 'left', rank: 0 },
    { head: 'begun', align: 'left', rank: 4 },
    { head: 'state', align: 'left', rank: 1 },
    { head: 'title', align: 'left', rank: 0, shrinkTo: 12 },
    { head: 'project', align: 'left', rank: 5, shrinkTo: 8 },
    { head: COST, align: 'right', rank: 2 },
    { head: TOKENS, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 3 } as const] : []),
  ];
  const nameOf = projectNames(members.map(({ session }) => session.project));
  const rows = members.map(({ session, depth, share }) => [
    `${'  '.repeat(Math.min(depth, DEEPEST))}${shortId(session.sessionId)}`,
    momentOf(session.startedAt, calendar),
    session.state,
    sessionLabel(session),
    nameOf(session.project),
    percent(share.listPrice),
    shortCount(totalTokens(session.usage.tokens)),
    ...(withDollars ? [dollars(session.usage.cost)] : []),
  ]);
  return table(columns, rows, look).split('\n');
}

/** Who started members and is none. */
function strangers(members: readonly RunMember[], { look }: Shown): string[] {
  return members.flatMap(({ session, parent }) => {
    if (parent === null || parent.isMember) return [];
    const [child, id] = [shortId(session.sessionId), shortId(parent.sessionId)];
    const named = parent.label === id ? id : `${id} (${parent.label})`;
    return wrap(`${child} was started by ${named}, which is not of this run.`, look.width).map(look.paint.dim);
  });
}

function heaviest(members: readonly RunMember[]): string {
  const weight = ({ share }: RunMember) => share.listPrice ?? share.tokens ?? 0;
  return [...members].sort((a, b) => weight(b) - weight(a))[0]?.session.sessionId ?? '';
}
