import { spanIdOf } from '../model/spans.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** What is known of a call by its result. */
export interface CallResult {
  readonly sessionId: string;
  readonly agentId: string;
  readonly tool: string;
  readonly target: string;
  readonly endedAt: Millis | null;
}

/** Which call of a session had this result? The id of its span; null where none had. The calls of a session are read once. */
export function callSpanFinder(store: Store): (result: CallResult) => string | null {
  const select = store.prepare<[string], CallResult & { readonly id: string }>(`
    SELECT session_id AS sessionId, agent_id AS agentId, name AS tool, target, ended_at AS endedAt, tool_use_id AS id
    FROM tools WHERE session_id = ? AND owned AND NOT is_agent
    ORDER BY ordinal, tool_use_id`);
  const known = new Map<string, ReadonlyMap<string, string>>();
  return (result) => {
    let calls = known.get(result.sessionId);
    if (calls === undefined) {
      calls = new Map(select.all(result.sessionId).map((call) => [keyOf(call), call.id]));
      known.set(result.sessionId, calls);
    }
    const id = calls.get(keyOf(result));
    return id === undefined ? null : spanIdOf('tool', result.sessionId, id);
  };
}

function keyOf({ agentId, tool, target, endedAt }: CallResult): string {
  return `${agentId}\n${tool}\n${endedAt}\n${target}`;
}
