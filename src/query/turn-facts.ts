import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import type { UnitName } from './unit-calls.ts';

/** What the store says of a turn or an agent beside its responses and calls. */
export interface TurnFacts extends UnitName {
  /** Place of the turn in its session; null for an agent. */
  readonly turnOrdinal: number | null;
  readonly label: string;
  /** Null for a turn, and where nothing tells. */
  readonly agentType: string | null;
  readonly startedAt: Millis | null;
  readonly status: string;
  readonly permissionMode: string | null;
  /** Responses of the turn by whatever model, also outside the window; null for an agent. */
  readonly responses: number | null;
}

/** What are these turns and agents? In the order of their ids. */
export function turnFacts(store: Store, units: readonly UnitName[]): TurnFacts[] {
  const turns = units.filter((unit) => unit.agentId === '').map((unit) => unit.turnId);
  const agents = units.filter((unit) => unit.agentId !== '').map((unit) => [unit.sessionId, unit.agentId]);
  const ofTurns = store
    .prepare<[string], TurnFacts>(`
      SELECT session_id AS sessionId, '' AS agentId, turn_id AS turnId, ordinal AS turnOrdinal, label,
        NULL AS agentType, started_at AS startedAt, status, permission_mode AS permissionMode, responses
      FROM json_each(?) JOIN turns ON turn_id = value
      ORDER BY turn_id`)
    .all(JSON.stringify(turns));
  const ofAgents = store
    .prepare<[string], TurnFacts>(`
      SELECT session_id AS sessionId, agent_id AS agentId, '' AS turnId, NULL AS turnOrdinal, label,
        agent_type AS agentType, started_at AS startedAt, status, NULL AS permissionMode, NULL AS responses
      FROM json_each(?) JOIN agents ON session_id = value ->> 0 AND agent_id = value ->> 1
      ORDER BY session_id, agent_id`)
    .all(JSON.stringify(agents));
  return [...ofTurns, ...ofAgents];
}
