import { groupBy } from '../model/group-by.ts';
import type { Tool } from '../model/span-rows.ts';
import { toolKind } from '../model/tool-kind.ts';
import { repeatsOf } from './repeats.ts';

/** A call of a turn or an agent, as far as it tells what kind of work was done. */
export interface UnitCall
  extends Pick<
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
  > {
  /** Lines added and removed; null where it is not known or no edit. */
  readonly lines: number | null;
}

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
  const edits = calls.filter(isEdit);
  const failed = calls.some((call) => call.status === 'error');
  return {
    agents: calls.filter((call) => call.isAgent || toolKind(call.name) === 'agent').length,
    planCalls: calls.filter((call) => PLAN_TOOLS.has(call.name)).length,
    files: files.size,
    lines: edits.reduce((sum, edit) => sum + (edit.lines ?? 0), 0),
    linesUnknown: edits.filter((edit) => edit.lines === null).length,
    retries: failed ? [...repeatsOf(calls).values()].filter((repeat) => repeat.isRetry).length : 0,
    editedAgain: [...files].filter((file) => next.has(file)).length,
  };
}

function editedBy(calls: readonly UnitCall[]): Set<string> {
  return new Set(calls.filter(isEdit).map((edit) => edit.target));
}

function isEdit(call: UnitCall): boolean {
  return toolKind(call.name) === 'edit' && call.status === 'ok';
}
