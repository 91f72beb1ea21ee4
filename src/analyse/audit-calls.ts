import { groupBy } from '../model/group-by.ts';
import type { TurnFacts } from '../query/turn-facts.ts';
import type { UnitCall, UnitName } from '../query/unit-calls.ts';
import type { AuditUnit } from './audit-units.ts';
import { repeatsOf } from './repeats.ts';
import { toolKind } from './tool-kind.ts';

/** What is looked up only for units that their responses leave in question. */
export interface UnitDetail {
  readonly facts: TurnFacts;
  /** Prompt size of the thread's last response before it, in tokens; null where it begins the thread. */
  readonly contextBefore: number | null;
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

/** What can be asked of the session around a unit. */
export interface Around {
  /** Prompt size of the main thread's last response before a place; null when there is none. */
  readonly contextBefore: (sessionId: string, ordinal: number) => number | null;
  /** Files that the person's next prompt after a turn had edited. */
  readonly editedNext: (sessionId: string, turnOrdinal: number) => readonly string[];
}

/** Details of units by `unitId`. `calls` in the order of their sessions. */
export function unitDetails(
  units: readonly AuditUnit[],
  facts: readonly TurnFacts[],
  calls: readonly UnitCall[],
  around: Around,
): ReadonlyMap<string, UnitDetail> {
  const callsOf = groupBy(calls, (call) => call.turnId ?? `${call.sessionId}\n${call.agentId}`);
  const factsOf = new Map(facts.map((each) => [unitId(each), each]));
  const details = new Map<string, UnitDetail>();
  for (const unit of units) {
    const id = unitId(unit);
    const own = factsOf.get(id);
    if (own !== undefined) details.set(id, detailOf(unit, own, callsOf.get(id) ?? [], around));
  }
  return details;
}

/** One text for a turn or an agent. */
export function unitId({ sessionId, agentId, turnId }: UnitName): string {
  return turnId || `${sessionId}\n${agentId}`;
}

function detailOf(unit: AuditUnit, facts: TurnFacts, calls: readonly UnitCall[], around: Around): UnitDetail {
  const edits = calls.filter((call) => toolKind(call.name) === 'edit' && call.status === 'ok');
  const files = new Set(edits.map((edit) => edit.target));
  const { sessionId, turnOrdinal } = facts;
  const again = files.size === 0 || turnOrdinal === null ? [] : around.editedNext(sessionId, turnOrdinal);
  const failed = calls.some((call) => call.status === 'error');
  return {
    facts,
    contextBefore: contextBefore(unit, around),
    agents: calls.filter((call) => call.isAgent || toolKind(call.name) === 'agent').length,
    planMode: facts.permissionMode === 'plan' || calls.some((call) => PLAN_TOOLS.has(call.name)),
    files: files.size,
    lines: edits.reduce((sum, edit) => sum + (edit.lines ?? 0), 0),
    linesUnknown: edits.filter((edit) => edit.lines === null).length,
    retries: failed ? [...repeatsOf(calls).values()].filter((repeat) => repeat.isRetry).length : 0,
    editedAgain: again.filter((file) => files.has(file)).length,
  };
}

function contextBefore({ kind, sessionId, follows, first }: AuditUnit, around: Around): number | null {
  if (kind === 'agent' || first === null) return null;
  return follows?.context ?? around.contextBefore(sessionId, first.ordinal);
}

const PLAN_TOOLS = new Set(['ExitPlanMode', 'EnterPlanMode']);
