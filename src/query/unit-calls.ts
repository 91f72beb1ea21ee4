import type { Tool } from '../model/span-rows.ts';
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
    .prepare<[string, string, string], Omit<UnitCall, 'isAgent'> & { readonly isAgent: number }>(`
      SELECT session_id AS sessionId, tool_use_id AS toolUseId, agent_id AS agentId, turn_id AS turnId, name, target,
        input_hash AS inputHash, status, started_at AS startedAt, ended_at AS endedAt, is_agent AS isAgent,
        lines_added + lines_removed AS lines
      FROM tools
      WHERE owned AND session_id IN (SELECT value FROM json_each(?)) AND (
        (agent_id = '' AND turn_id IN (SELECT value FROM json_each(?)))
        OR (agent_id <> '' AND session_id || '/' || agent_id IN (SELECT value FROM json_each(?)))
      )
      ORDER BY session_id, ordinal`)
    .all(JSON.stringify(sessions), JSON.stringify(turns), JSON.stringify(agents))
    .map((call) => ({ ...call, isAgent: call.isAgent === 1 }));
}
