import { groupBy } from '../model/group-by.ts';
import type { Tool } from '../model/span-rows.ts';
import { toolKind } from '../model/tool-kind.ts';
import { repeatsOf } from './repeats.ts';

/** A call of a turn or an agent, as far as it tells what kind of work was done. */
export type UnitCall = Pick<
  Tool,
  | 'toolUseId'
  | 'agentId'
  | 'turnId'
  | 'name'
  | 'target'
  | 'inputHash'
  | 'status'
  | 'startedAt'
  | 'endedAt'
  | 'isAgent'
  | 'lines'
>;

/** A turn, as far as it says whose prompt followed on whose. */
export interface UnitTurn {
  readonly turnId: string;
  /** Whether a person opened it, not Claude Code by itself (notifications). */
  readonly isPrompt: boolean;
}

/** What the calls of a turn or an agent tell of its work (insight.md section 5). */
export interface UnitFacts {
  readonly agents: number;
  /** Calls into and out of plan mode. */
  readonly planCalls: number;
  /** Distinct files that were edited with success. */
  readonly files: number;
  /** Lines added and removed, of the edits that tell. */
  readonly lines: number;
  /** Edits that do not tell how many lines they changed. */
  readonly linesUnknown: number;
  readonly retries: number;
  /** Files that the person's next prompt had edited again. */
  readonly editedAgain: number;
}

export const NO_FACTS: UnitFacts = {
  ...{ agents: 0, planCalls: 0, files: 0, lines: 0, linesUnknown: 0, retries: 0, editedAgain: 0 },
};

/** Tools that tell of plans. */
export const PLAN_TOOLS: ReadonlySet<string> = new Set(['ExitPlanMode', 'EnterPlanMode']);

/**
 * Facts of the turns and agents of a session that made calls, by `unitKey`. `calls` and `turns` in the order of the
 * session; calls that no fact rests on may be left out.
 */
export function unitFacts(calls: readonly UnitCall[], turns: readonly UnitTurn[]): ReadonlyMap<string, UnitFacts> {
  const byUnit = groupBy(calls, (call) => unitKey(call.agentId, call.turnId ?? ''));
  const facts = new Map<string, UnitFacts>();
  let next = new Set<string>();
  for (const { turnId, isPrompt } of turns.toReversed()) {
    const key = unitKey('', turnId);
    const own = byUnit.get(key);
    const edited = editedBy(own ?? []);
    if (own !== undefined) facts.set(key, factsOf(own, edited, next));
    if (isPrompt) next = edited;
  }
  for (const [key, own] of byUnit) if (!facts.has(key)) facts.set(key, factsOf(own, editedBy(own), new Set()));
  return facts;
}

/** One text for a turn of the main thread or an agent, within its session. */
export function unitKey(agentId: string, turnId: string): string {
  return `${agentId}\n${turnId}`;
}

function factsOf(calls: readonly UnitCall[], files: ReadonlySet<string>, next: ReadonlySet<string>): UnitFacts {
  let [agents, planCalls, lines, linesUnknown, failed] = [0, 0, 0, 0, false];
  for (const call of calls) {
    if (call.isAgent || (toolKind(call.name) === 'agent' && cameBack(call))) agents++;
    if (PLAN_TOOLS.has(call.name)) planCalls++;
    if (call.status === 'error') failed = true;
    if (!isEdit(call)) continue;
    if (call.lines === null) linesUnknown++;
    else lines += call.lines.added + call.lines.removed;
  }
  const retries = failed ? [...repeatsOf(calls).values()].filter((repeat) => repeat.isRetry).length : 0;
  const editedAgain = [...files].filter((file) => next.has(file)).length;
  return { agents, planCalls, files: files.size, lines, linesUnknown, retries, editedAgain };
}

/** Of a call of an agent that no agent stands for: it wrote to one that runs, and was not refused. */
function cameBack({ status }: UnitCall): boolean {
  return status !== 'denied' && status !== 'error';
}

function editedBy(calls: readonly UnitCall[]): Set<string> {
  return new Set(calls.filter(isEdit).map((edit) => edit.target));
}

function isEdit(call: UnitCall): boolean {
  return call.status === 'ok' && toolKind(call.name) === 'edit';
}
