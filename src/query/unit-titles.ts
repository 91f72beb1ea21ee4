import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** A turn of a main thread (`agentId` is ''), or an agent. */
export interface UnitName {
  readonly sessionId: string;
  readonly agentId: string;
  readonly turnId: string;
}

/** What a turn or an agent was about. */
export interface UnitTitle extends UnitName {
  readonly label: string;
  /** Null for a turn, and where nothing tells. */
  readonly agentType: string | null;
  readonly startedAt: Millis | null;
}

/** What are these turns and agents called, and when did they begin? In the order of their ids. */
export function unitTitles(store: Store, units: readonly UnitName[]): UnitTitle[] {
  const turns = units.filter((unit) => unit.agentId === '').map((unit) => unit.turnId);
  const agents = units.filter((unit) => unit.agentId !== '').map((unit) => [unit.sessionId, unit.agentId]);
  const ofTurns = store
    .prepare<[string], UnitTitle>(`
      SELECT session_id AS sessionId, '' AS agentId, turn_id AS turnId, label, NULL AS agentType,
        started_at AS startedAt
      FROM json_each(?) JOIN turns ON turn_id = value
      ORDER BY turn_id`)
    .all(JSON.stringify(turns));
  const ofAgents = store
    .prepare<[string], UnitTitle>(`
      SELECT session_id AS sessionId, agent_id AS agentId, '' AS turnId, label, agent_type AS agentType,
        started_at AS startedAt
      FROM json_each(?) JOIN agents ON session_id = value ->> 0 AND agent_id = value ->> 1
      ORDER BY session_id, agent_id`)
    .all(JSON.stringify(agents));
  return [...ofTurns, ...ofAgents];
}
