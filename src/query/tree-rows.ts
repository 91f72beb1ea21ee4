import type { Turn } from '../model/session-rows.ts';
import type { Agent, SessionEvent, Tool } from '../model/span-rows.ts';
import type { Store } from '../store/open-store.ts';
import { OWN_AGENT } from './own-agent.ts';

/** What the store holds of one session's tree beside its responses. */
export interface TreeRows {
  readonly turns: readonly Turn[];
  readonly agents: readonly Agent[];
  readonly tools: readonly Tool[];
  readonly events: readonly SessionEvent[];
}

/**
 * Of what does the tree of a session consist? Each part in the order of the session. Tool calls that another session
 * made, and agents that are known by such a call alone, are not part of it (A3, A11).
 */
export function treeRows(store: Store): (sessionId: string) => TreeRows {
  const turns = store.prepare<[string], Omit<Turn, 'answered'> & { readonly answered: number }>(`
    SELECT turn_id AS turnId, ordinal, kind, label, started_at AS startedAt, ended_at AS endedAt, answered, status, error,
      prompt_chars AS promptChars, permission_mode AS permissionMode, responses
    FROM turns
    WHERE session_id = ?
    ORDER BY ordinal`);
  const agents = store.prepare<[string], Agent>(`
    SELECT agent_id AS agentId, agent_type AS agentType, agents.label, link, agents.tool_use_id AS toolUseId,
      parent_agent_id AS parentAgentId, turn_id AS turnId, started_at AS startedAt, ended_at AS endedAt, status
    FROM agents
    WHERE session_id = ? AND ${OWN_AGENT}
    ORDER BY started_at, agent_id`);
  const tools = store.prepare<[string], ToolRow>(`
    SELECT tool_use_id AS toolUseId, key, ordinal, agent_id AS agentId, turn_id AS turnId, name, target,
      input_hash AS inputHash, input_chars AS inputChars, started_at AS startedAt, ended_at AS endedAt, status,
      result_chars AS resultChars, result_hash AS resultHash, error, lines_added AS added, lines_removed AS removed,
      searches,      is_agent AS isAgent
    FROM tools
    WHERE session_id = ? AND owned
    ORDER BY ordinal`);
  const events = store.prepare<[string], SessionEvent>(`
    SELECT ordinal, kind, at, agent_id AS agentId, turn_id AS turnId, label, tokens_before AS tokensBefore,
      tokens_after AS tokensAfter, resets_at AS resetsAt
    FROM events
    WHERE session_id = ?
    ORDER BY ordinal`);
  return (sessionId) => ({
    turns: turns.all(sessionId).map((turn) => ({ ...turn, answered: turn.answered === 1 })),
    agents: agents.all(sessionId),
    tools: tools.all(sessionId).map(toolOf),
    events: events.all(sessionId),
  });
}

interface ToolRow extends Omit<Tool, 'lines' | 'isAgent'> {
  readonly added: number | null;
  readonly removed: number | null;
  readonly isAgent: number;
}

/** The row itself becomes the call: there can be very many. */
function toolOf(row: ToolRow): Tool {
  const { added, removed, isAgent } = row;
  const lines = added === null || removed === null ? null : { added, removed };
  return Object.assign(row, { lines, isAgent: isAgent === 1 });
}
