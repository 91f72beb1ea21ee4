import { groupBy } from '../model/group-by.ts';
import { PERSON_PROMPTS } from '../model/records.ts';
import type { Turn } from '../model/session-rows.ts';
import type { Tool, UnitFacts } from '../model/span-rows.ts';
import { toolKind } from '../model/tool-kind.ts';
import { repeatsOf } from './repeats.ts';

/** A call, as far as it says what kind of work was done. */
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

/** Calls into and out of plan mode. */
export const PLAN_TOOLS: ReadonlySet<string> = new Set(['ExitPlanMode', 'EnterPlanMode']);

/** Turns that a person opened, not Claude Code by itself (notifications). */
const PROMPTS: ReadonlySet<string> = new Set(PERSON_PROMPTS);

/**
 * What the calls of turns and agents say of their work (insight.md section 5), of those that made any, by `unitKey`.
 * `calls` in the order of the session.
 */
export function unitFacts(
  calls: readonly UnitCall[],
  turns: readonly Pick<Turn, 'turnId' | 'ordinal' | 'kind'>[],
): ReadonlyMap<string, UnitFacts> {
  const byUnit = groupBy(calls, (call) => unitKey(call.agentId, call.turnId ?? ''));
  const facts = new Map<string, UnitFacts>();
  let next = new Set<string>();
  for (const { turnId, kind } of turns.toSorted((a, b) => b.ordinal - a.ordinal)) {
    const key = unitKey('', turnId);
    const own = byUnit.get(key);
    const edited = editedBy(own ?? []);
    if (own !== undefined) facts.set(key, factsOf(own, edited, next));
    if (PROMPTS.has(kind)) next = edited;
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
