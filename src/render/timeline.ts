import type { SessionDetail } from '../analyse/session-detail.ts';
import { type AgentSteps, type Step, type TurnSteps, timelineOf } from '../analyse/timeline.ts';
import { append } from '../model/long-lists.ts';
import type { QuotaName } from '../model/quota-sample.ts';
import type { SessionEvent } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { ChatRow } from '../query/chat-rows.ts';
import type { TreeRows } from '../query/tree-rows.ts';
import { fitTarget } from './fit-target.ts';
import { momentOf, spanOf } from './format-session.ts';
import { provenanceLines } from './provenance-lines.ts';
import { QUOTA_NAMES, resetText } from './quota-line.ts';
import type { Shown } from './shown.ts';
import { cutTo } from './text-width.ts';

/** Columns of a time at the head of a line. */
const TIME_COLUMNS = 9;

/** Columns that what a tool was called on has at least, before the line is cut. */
const LEAST_TARGET = 8;

/** Agents below one another are told further in, up to here. */
const DEEPEST = 6;

interface TimelineView extends Shown {
  readonly order: 'newest first' | 'oldest first';
}

/** `tj session --timeline`: prompt by prompt, response by response, with the calls and agents of each. */
export function timeline(tree: TreeRows, chats: readonly ChatRow[], detail: SessionDetail, view: TimelineView): string {
  const turns = inOrder(timelineOf(tree, chats), view);
  const lines = turns.flatMap((turn) => turnLines(turn, detail, view));
  const head = view.look.paint.dim(
    `${view.order}; ${view.order === 'newest first' ? '--oldest turns it round' : 'as it happened'}`,
  );
  const none = turns.length === 0 ? ['Nothing happened in this session.'] : [];
  return [head, '', ...none, ...lines, ...provenanceLines(view.provenance, view.look), ''].join('\n');
}

function turnLines(turn: TurnSteps, detail: SessionDetail, view: TimelineView): string[] {
  const { look, calendar } = view;
  const { paint } = look;
  const state = turn.turn.status === 'ok' ? '' : ` ${paint.warn(turn.turn.status)}`;
  const title = turn.turn.label || (turn.turn.kind === 'orphan' ? 'before the first prompt' : turn.turn.kind);
  const room = look.width - 13 - (state === '' ? 0 : turn.turn.status.length + 1);
  const head = `${paint.bold(cutTo(`${momentOf(turn.turn.startedAt, calendar)}  ${title}`, room, ellipsis(view)))}${state}`;
  const error =
    turn.turn.error === '' ? [] : [paint.warn(within(`${' '.repeat(TIME_COLUMNS)}${turn.turn.error}`, view))];
  const unanswered = turn.turn.answered ? [] : [paint.dim(`${' '.repeat(TIME_COLUMNS)}no answer`)];
  const steps = inOrder(turn.steps, view).flatMap((step) => stepLines(step, 0, detail, view));
  const loose = turn.loose.flatMap((agent) => agentLines(agent, 1, detail, view));
  return [
    head,
    ...error,
    ...turn.limits.map((limit) => limitLine(limit, '', view)),
    ...unanswered,
    ...steps,
    ...loose,
    '',
  ];
}

function stepLines(step: Step, depth: number, detail: SessionDetail, view: TimelineView): string[] {
  const { chat, calls } = step;
  const indent = '  '.repeat(Math.min(depth, DEEPEST));
  const said = chat.label || (calls.length === 0 ? '(no text)' : '');
  const lines: string[] = [];
  const clock = clockOf(chat.startedAt, view);
  if (said !== '') lines.push(within(`${clock} ${indent}${said}`, view));
  calls.forEach(({ tool, agent }, index) => {
    const repeat = detail.repeats.get(tool.toolUseId);
    const marks = [
      tool.status === 'ok' ? '' : tool.status,
      repeat?.isRetry ? 'retry' : '',
      repeat?.isLoop ? 'loop' : '',
    ].filter((mark) => mark !== '');
    const time = said === '' && index === 0 ? clock : ' '.repeat(clock.length);
    const tail = marks.length === 0 ? '' : ` [${marks.join(', ')}]`;
    const room = view.look.width - tail.length;
    const name = `${time} ${indent}  ${tool.name}`;
    const target = fitTarget(tool.target, Math.max(LEAST_TARGET, room - name.length - 1), ellipsis(view));
    lines.push(
      cutTo(`${name} ${target}`.trimEnd(), room, ellipsis(view)) + (tail === '' ? '' : view.look.paint.warn(tail)),
    );
    if (tool.error !== '')
      lines.push(view.look.paint.dim(within(`${' '.repeat(TIME_COLUMNS)}${indent}    ${tool.error}`, view)));
    if (agent !== null) append(lines, agentLines(agent, depth + 2, detail, view));
  });
  return lines;
}

function agentLines(agent: AgentSteps, depth: number, detail: SessionDetail, view: TimelineView): string[] {
  const { agentType, label, link, startedAt, endedAt, status } = agent.agent;
  const indent = '  '.repeat(Math.min(depth, DEEPEST));
  const lasted = startedAt === null || endedAt === null ? '' : `, ${spanOf(endedAt - startedAt)}`;
  const unsure = link === 'type' ? ', linked by type only' : link === 'unlinked' ? ', no call known' : '';
  const state = status === 'ok' ? '' : `, ${status}`;
  const head = `${clockOf(startedAt, view)} ${indent}${agentType ?? 'agent'}: ${label}${lasted}${state}${unsure}`;
  const steps = inOrder(agent.steps, view).flatMap((step) => stepLines(step, depth + 1, detail, view));
  const limits = agent.limits.map((limit) => limitLine(limit, `${indent}  `, view));
  return [view.look.paint.bold(within(head, view)), ...limits, ...steps];
}

/** Which quota was used up, and when it is reset. */
function limitLine({ at, label, resetsAt }: SessionEvent, indent: string, view: TimelineView): string {
  const quota = QUOTA_NAMES[label as QuotaName] ?? label.replaceAll('_', ' ');
  const resets = resetsAt === null ? null : resetText(resetsAt, at ?? resetsAt, view.calendar);
  const text = `${quota} limit used up${resets === null ? '' : `, resets ${resets}`}`;
  return view.look.paint.warn(within(`${clockOf(at, view)} ${indent}${text}`, view));
}

function clockOf(at: Millis | null, { calendar }: Shown): string {
  return (at === null ? '' : calendar.clock(at)).padEnd(TIME_COLUMNS - 1);
}

function inOrder<T>(items: readonly T[], { order }: TimelineView): readonly T[] {
  return order === 'oldest first' ? items : items.toReversed();
}

function within(text: string, view: Shown): string {
  return cutTo(text, view.look.width, ellipsis(view));
}

function ellipsis({ look }: Shown): string {
  return look.unicode ? '…' : '~';
}
