import type { AgentId, TurnId } from '../model/ids.ts';
import type { Tool } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** A call of a turn or an agent, as far as it tells what kind of work was done. */
export interface UnitCall
  extends Pick<
    Tool,
    'toolUseId' | 'agentId' | 'turnId' | 'name' | 'target' | 'inputHash' | 'status' | 'startedAt' | 'endedAt'
  > {
  readonly sessionId: string;
  readonly isAgent: boolean;
  /** Lines added and removed; null where it is not known or no edit. */
  readonly lines: number | null;
}

/** A turn of a main thread (`agentId` is ''), or an agent. */
export interface UnitName {
  readonly sessionId: string;
  readonly agentId: string;
  readonly turnId: string;
}

/** Which calls did these turns and agents make? In the order of each session; without those another session made. */
export function unitCalls(store: Store, units: readonly UnitName[]): UnitCall[] {
  if (units.length === 0) return [];
  const agents = units.filter((unit) => unit.agentId !== '').map((unit) => `${unit.sessionId}/${unit.agentId}`);
  const turns = units.filter((unit) => unit.agentId === '').map((unit) => unit.turnId);
  const sessions = [...new Set(units.map((unit) => unit.sessionId))];
  return store
    .prepare<[string, string, string], Row>(`
      SELECT session_id, tool_use_id, agent_id, turn_id, name, target, input_hash, status, started_at, ended_at, is_agent,
        lines_added + lines_removed
      FROM tools
      WHERE owned AND session_id IN (SELECT value FROM json_each(?)) AND (
        (agent_id = '' AND turn_id IN (SELECT value FROM json_each(?)))
        OR (agent_id <> '' AND session_id || '/' || agent_id IN (SELECT value FROM json_each(?)))
      )
      ORDER BY session_id, ordinal`)
    .raw()
    .all(JSON.stringify(sessions), JSON.stringify(turns), JSON.stringify(agents))
    .map(callOf);
}

type Row = readonly [
  ...[sessionId: string, toolUseId: string, agentId: AgentId, turnId: TurnId | null],
  ...[name: string, target: string, inputHash: string, status: Tool['status']],
  ...[startedAt: Millis | null, endedAt: Millis | null, isAgent: number, lines: number | null],
];

/** By place: taking a row apart by pattern takes three times as long. */
function callOf(row: Row): UnitCall {
  return {
    sessionId: row[0],
    toolUseId: row[1],
    agentId: row[2],
    turnId: row[3],
    name: row[4],
    target: row[5],
    inputHash: row[6],
    status: row[7],
    startedAt: row[8],
    endedAt: row[9],
    isAgent: row[10] === 1,
    lines: row[11],
  };
}
