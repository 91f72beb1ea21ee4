import type { Store } from '../store/open-store.ts';

/** Of what type are the agents? By `session/agent`; agents whose type nothing tells are left out. */
export function agentTypes(store: Store): Map<string, string> {
  const rows = store
    .prepare<[], [string, string]>(
      "SELECT session_id || '/' || agent_id, agent_type FROM agents WHERE agent_type IS NOT NULL ORDER BY session_id, agent_id",
    )
    .raw()
    .all();
  return new Map(rows);
}
