import { groupBy } from '../model/group-by.ts';
import type { TurnFacts } from '../query/turn-facts.ts';
import type { UnitCall, UnitName } from '../query/unit-calls.ts';
import { repeatsOf } from './repeats.ts';
import { toolKind } from './tool-kind.ts';

/** What is looked up only for units that their responses leave in question. */
export interface UnitDetail {
  readonly facts: TurnFacts;
  readonly agents: number;
  readonly planMode: boolean;
  /** Distinct files that were edited with success. */
  readonly files: number;
  /** Lines added and removed, of the edits that tell. */
  readonly lines: number;
  /** Edits that do not tell how many lines they changed. */
  readonly linesUnknown: number;
  readonly retries: number;
  /** Files that the next prompt had edited again. */
  readonly editedAgain: number;
}

/** Files that the person's next prompt after a turn had edited. */
export type EditedNext = (sessionId: string, turnOrdinal: number) => readonly string[];

/** Details of units by `unitId`. `calls` in the order of their sessions. */
export function unitDetails(
  facts: readonly TurnFacts[],
  calls: readonly UnitCall[],
  editedNext: EditedNext,
): ReadonlyMap<string, UnitDetail> {
  const byUnit = groupBy(calls, (call) => unitId({ ...call, turnId: call.turnId ?? '' }));
  return new Map(facts.map((each) => [unitId(each), detailOf(each, byUnit.get(unitId(each)) ?? [], editedNext)]));
}

/** One text for a turn or an agent. */
export function unitId({ sessionId, agentId, turnId }: UnitName): string {
  return turnId || `${sessionId}\n${agentId}`;
}

function detailOf(facts: TurnFacts, calls: readonly UnitCall[], editedNext: EditedNext): UnitDetail {
  const edits = calls.filter((call) => toolKind(call.name) === 'edit' && call.status === 'ok');
  const files = new Set(edits.map((edit) => edit.target));
  const again = files.size === 0 || facts.turnOrdinal === null ? [] : editedNext(facts.sessionId, facts.turnOrdinal);
  const failed = calls.some((call) => call.status === 'error');
  return {
    facts,
    agents: calls.filter((call) => call.isAgent || toolKind(call.name) === 'agent').length,
    planMode: facts.permissionMode === 'plan' || calls.some((call) => PLAN_TOOLS.has(call.name)),
    files: files.size,
    lines: edits.reduce((sum, edit) => sum + (edit.lines ?? 0), 0),
    linesUnknown: edits.filter((edit) => edit.lines === null).length,
    retries: failed ? [...repeatsOf(calls).values()].filter((repeat) => repeat.isRetry).length : 0,
    editedAgain: again.filter((file) => files.has(file)).length,
  };
}

const PLAN_TOOLS = new Set(['ExitPlanMode', 'EnterPlanMode']);
