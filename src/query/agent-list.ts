import type { AgentLink } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { flowsOf, sessionsWithin } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/** One agent, as far as it is known without adding up its responses. */
export interface AgentRow {
  readonly sessionId: string;
  readonly agentId: string;
  /** Null when nothing tells. */
  readonly agentType: string | null;
  /** What it was asked to do, in few words; '' when nothing tells. */
  readonly label: string;
  /** `call`: no transcript, all that is known is the call that started it. */
  readonly link: AgentLink;
  /** First and last record of all of it, also where only a part lies in the window. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  /** Made by its responses that the filter lets through; null without a transcript. */
  readonly toolCalls: number | null;
}

/**
 * Which agents gave a response that `where` lets through, or were started by a call of one and left no transcript?
 * Calls that another session made start no agent here (A11).
 */
export function agentList(store: Store, where: ResponseWhere): AgentRow[] {
  const flows = flowsOf(where);
  const sessions = sessionsWithin(where);
  // The plus: a response is found by its key, of which there is one, not among all of its session; a window by its buckets.
  return store
    .prepare<unknown[], Row>(`
      WITH threads AS (
        SELECT session_id, agent_id, sum(tool_calls) AS toolCalls
        FROM ${flows.sql}
        WHERE agent_id <> ''
        GROUP BY +session_id, agent_id
      )
      SELECT session_id, agent_id, agent_type, coalesce(label, ''), coalesce(link, 'unlinked'), started_at, ended_at, toolCalls
      FROM threads LEFT JOIN agents USING (session_id, agent_id)
      UNION ALL
      SELECT session_id, agent_id, agent_type, label, link, started_at, ended_at, NULL
      FROM agents
      WHERE link = 'call' AND ${sessions.sql} AND EXISTS (
        SELECT 1 FROM tools
        WHERE tools.session_id = agents.session_id AND tools.tool_use_id = agents.tool_use_id AND owned AND EXISTS (
          SELECT 1 FROM own_responses AS responses
          WHERE responses.key = tools.key AND +responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
        )
      )
      ORDER BY 1, 2`)
    .raw()
    .all(...flows.values, ...sessions.values, ...where.values)
    .map(agentOf);
}

type Row = readonly [
  ...[sessionId: string, agentId: string, agentType: string | null, label: string, link: AgentLink],
  ...[startedAt: Millis | null, endedAt: Millis | null, toolCalls: number | null],
];

/** By place: taking a row apart by pattern takes three times as long. */
function agentOf(row: Row): AgentRow {
  return {
    sessionId: row[0],
    agentId: row[1],
    agentType: row[2],
    label: row[3],
    link: row[4],
    startedAt: row[5],
    endedAt: row[6],
    toolCalls: row[7],
  };
}
