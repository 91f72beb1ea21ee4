import type { Hidden } from '../analyse/hidden-calls.ts';
import type { OwnLedger } from '../analyse/reconcile.ts';
import type { SessionDetail, TurnDetail } from '../analyse/session-detail.ts';
import { isUnknown, type SessionReport } from '../analyse/session-report.ts';
import { counted } from '../model/counted.ts';
import { labelOf } from '../model/label.ts';
import { sessionLabel, shortId } from '../model/session-label.ts';
import type { SessionSource } from '../model/session-source.ts';
import type { Millis } from '../model/time.ts';
import { totalTokens } from '../model/tokens.ts';
import type { TreeRows } from '../query/tree-rows.ts';
import { contextChart } from './context-chart.ts';
import { dollars, percent, shortCount } from './format-number.ts';
import { betweenText, momentOf, projectName, spanOf, stateText } from './format-session.ts';
import { hiddenLines } from './hidden-lines.ts';
import { compositionBlock, compositionHeadline } from './kit/composition-block.ts';
import { reasonWords } from './kit/reason-words.ts';
import { dotted } from './kit/window-head.ts';
import { COST, TOKENS } from './kit/words.ts';
import { provenanceLines } from './provenance-lines.ts';
import { reconciliationLines } from './reconciliation-lines.ts';
import { agentLines, cost, modelLines, shareOf, toolLines } from './session-tables.ts';
import type { Shown } from './shown.ts';
import { type Look, linked } from './style.ts';
import { type Column, table } from './table.ts';
import { cutTo, wrap } from './text-width.ts';
import { SOURCE_WORDS } from './vanished-lines.ts';

/** From this width on there is room for all of a reason. */
const WIDE = 70;

/** Prompts that are shown; the rest is counted. */
const PROMPTS_SHOWN = 8;

/** A session with what its card tells beside. */
export interface SessionOfRun extends SessionReport {
  /** Name of the session that started it; null where none is known. */
  readonly parentLabel: string | null;
  readonly source: SessionSource;
  /** Path of its own transcript; null where that is gone. */
  readonly transcript: string | null;
}

/**
 * `tj session`: what one session was, what each prompt weighed, its models, context, tools and agents. `isWhole`: all of
 * it, and no window.
 */
export function sessionCard(
  session: SessionOfRun,
  tree: TreeRows,
  detail: SessionDetail,
  ledgers: readonly OwnLedger[],
  hidden: Hidden,
  isWhole: boolean,
  view: Shown,
): string {
  const { look } = view;
  const parts = [
    headLines(session, detail, view),
    isUnknown(session)
      ? []
      : [
          ...wrap(compositionHeadline(detail.composition), look.width).map(look.paint.bold),
          '',
          ...compositionBlock(detail.composition, detail.usage.unfinished > 0, {
            ...look,
            width: Math.min(look.width, 80),
          }),
        ],
    promptLines(detail, isUnknown(session), view),
    contextChart(detail.context, tree.events, view.look),
    modelLines(detail, view),
    toolLines(detail, view),
    agentLines(detail, view),
    [...reconciliationLines(ledgers, isWhole ? detail.usage : null, view), ...hiddenLines(hidden, view)],
  ];
  const next = { command: `tj session ${shortId(session.sessionId)} --timeline`, why: '' };
  const foot = [...provenanceLines(view.provenance, look, next), ''];
  return [...parts.filter((part) => part.length > 0).flatMap((part) => [...part, '']), ...foot].join('\n');
}

function headLines(session: SessionOfRun, detail: SessionDetail, { look, calendar, withDollars }: Shown): string[] {
  const dot = look.unicode ? ' · ' : ' - ';
  const { usage } = detail;
  const when = [
    `${session.sessionId}`,
    projectName(session.project),
    betweenText(session.startedAt, session.endedAt, calendar),
    `${spanOf(session.activeMs)} of activity`,
    stateText(session),
  ];
  const unknown = ['tokens unknown', `${counted(session.unanswered, 'request')} without an answer, and no response`];
  const known = [
    `${shortCount(totalTokens(usage.tokens))} tokens`,
    withDollars && usage.cost !== null ? dollars(usage.cost) : '',
  ].filter((text) => text !== '');
  const counts = [
    counted(session.prompts, 'prompt'),
    counted(session.turns, 'turn'),
    counted(usage.responses, 'response'),
    counted(session.toolCalls, 'tool call'),
    session.toolErrors > 0 ? counted(session.toolErrors, 'tool error') : '',
    session.agents > 0 ? counted(session.agents, 'agent') : '',
  ].filter((text) => text !== '');
  return [
    look.paint.bold(cutTo(sessionLabel(session), look.width, look.unicode ? '…' : '~')),
    ...dotted(when, look)
      .map((line) => withLinks(line, session, look))
      .map(look.paint.dim),
    ...belongings(session, dot, look),
    ...wrap(SOURCE_WORDS[session.source], look.width).map(look.paint.dim),
    ...dotted(isUnknown(session) ? unknown : known, look),
    ...dotted(counts, look),
  ];
}

/** The id leads to the transcript, the project to its folder. */
function withLinks(line: string, { sessionId, project, transcript }: SessionOfRun, { paint }: Look): string {
  const [before, after] = line.split(sessionId);
  if (before !== '' || after === undefined) return line;
  const name = projectName(project);
  const rest = after.includes(name) ? after.replace(name, () => linked(name, project, paint)) : after;
  return linked(sessionId, transcript, paint) + rest;
}

/** The title where a label stands in its place, and what the session is a part of. */
function belongings(session: SessionOfRun, dot: string, look: Look): string[] {
  const { title, runId, parentSessionId, parentLabel } = session;
  const parts = [
    title === '' || title === sessionLabel(session) ? '' : `title: ${title}`,
    runId === null ? '' : `run ${labelOf(runId)}`,
    parentSessionId === null
      ? ''
      : `started by ${shortId(parentSessionId)}${parentLabel === null ? '' : ` (${parentLabel})`}`,
  ].filter((text) => text !== '');
  return parts.length === 0 ? [] : wrap(parts.join(dot), look.width).map(look.paint.dim);
}

/** The prompts in their order; of many, the heaviest. `areUnknown`: nothing tells what they used. */
function promptLines(detail: SessionDetail, areUnknown: boolean, view: Shown): string[] {
  if (detail.turns.length === 0) return [];
  const { look, calendar, withDollars } = view;
  const heaviest = [...detail.turns].sort((a, b) => cost(b.usage) - cost(a.usage)).slice(0, PROMPTS_SHOWN);
  const shown = new Set<TurnDetail>(heaviest);
  const whole = cost(detail.usage);
  // Of one day the clock is enough.
  const days = new Set(
    detail.turns.flatMap(({ turn }) => (turn.startedAt === null ? [] : [calendar.day(turn.startedAt)])),
  );
  const begun = (at: Millis | null) => (at !== null && days.size === 1 ? calendar.clock(at) : momentOf(at, calendar));
  const columns: Column[] = [
    { head: 'prompt', align: 'left', rank: 0, shrinkTo: 14 },
    { head: 'begun', align: 'left', rank: 5 },
    { head: COST, align: 'right', rank: 0 },
    ...(withDollars ? [{ head: 'price', align: 'right', rank: 4 } as const] : []),
    { head: TOKENS, align: 'right', rank: 6 },
    { head: 'calls', align: 'right', rank: 3 },
    { head: 'context', align: 'right', rank: 2 },
    { head: 'most of it', align: 'left', rank: 1, shrinkTo: look.width < WIDE ? 14 : 26 },
  ];
  const rows = detail.turns
    .filter((turn) => shown.has(turn))
    .map(({ turn, usage, tools, promptTokens, reason }) => [
      `${turn.label || (turn.kind === 'orphan' ? 'before the first prompt' : '-')}${turn.status === 'ok' ? '' : ` (${turn.status})`}`,
      begun(turn.startedAt),
      percent(shareOf(usage, whole)),
      ...(withDollars ? [dollars(areUnknown ? null : usage.cost)] : []),
      areUnknown ? '-' : shortCount(totalTokens(usage.tokens)),
      String(tools.length),
      promptTokens === null ? '-' : shortCount(promptTokens),
      reasonWords(reason),
    ]);
  const more = detail.turns.length - rows.length;
  const note =
    more > 0
      ? wrap(`the ${rows.length} dearest of ${detail.turns.length} turns: --map shows all`, look.width).map(
          look.paint.dim,
        )
      : [];
  return [...table(columns, rows, look).split('\n'), ...note];
}
