import type { NamedSession } from '../model/session-label.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { flowsOf } from './flows.ts';
import { lastSeen } from './last-seen.ts';
import { OWN_AGENT } from './own-agent.ts';
import { PERSONS } from './person-prompts.ts';
import type { ResponseWhere, Where } from './response-filter.ts';

/** What is known of a session beside its usage. Times are of all its records, counts of what it owns. */
export interface SessionRow extends NamedSession {
  readonly project: string | null;
  readonly cwd: string | null;
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly activeMs: number;
  /** Turns that the person opened, and all turns; turns copied from another session are not among them. */
  readonly prompts: number;
  readonly turns: number;
  readonly agents: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  /** Requests that no answer is known of: also where a session was killed in its first answer. */
  readonly unanswered: number;
  /** As hooks told; null where none did. */
  readonly runId: string | null;
  readonly parentSessionId: string | null;
  /** When one of its files was last written, as far as they were read; null where none is known. */
  readonly touchedAt: Millis | null;
  /** The last SessionEnd, and its reason. */
  readonly closedAt: Millis | null;
  readonly closedBy: string | null;
}

/** Sessions that are told though none of their responses is let through. */
export interface Beside {
  /** This one in any case. */
  readonly also?: string | null;
  /** Those that have no response at all, and a request in the window that was not answered. */
  readonly unanswered?: boolean;
}

/** Which sessions have a response that `where` lets through? Newest activity before `now` first. */
export function sessionList(
  store: Store,
  where: ResponseWhere,
  now: Millis,
  { also = null, unanswered = false }: Beside = {},
): SessionRow[] {
  const beside = unanswered ? unansweredIn(where) : { sql: 'FALSE', values: [] };
  const flows = flowsOf(where);
  const narrow = `(${where.sessions.sql} OR session_id = ?)`;
  const rows = store.prepare<unknown[], SessionRow>(`
    WITH shown AS (
      SELECT session_id, sum(tool_calls) AS toolCalls, sum(tool_errors) AS toolErrors
      FROM ${flows.sql}
      GROUP BY 1
    ), own_turns AS (
      SELECT session_id, sum(kind <> 'orphan') AS turns, sum(kind IN (${PERSONS})) AS prompts
      FROM turns
      WHERE ${narrow} AND (responses = 0 OR turn_id IN (SELECT turn_id FROM usage WHERE ${narrow}))
      GROUP BY 1
    ), own_agents AS (
      SELECT session_id, count(*) AS agents FROM agents WHERE ${OWN_AGENT} GROUP BY 1
    ), open_requests AS (
      SELECT session_id, count(*) AS unanswered FROM events WHERE kind = 'unanswered' GROUP BY 1
    ), touched AS (
      SELECT session_id, max(mtime_ms) AS touchedAt FROM files GROUP BY 1
    )
    SELECT session_id AS sessionId, title, label, project, cwd, started_at AS startedAt,
      ${lastSeen(now)} AS endedAt, active_ms AS activeMs, coalesce(prompts, 0) AS prompts, coalesce(turns, 0) AS turns,
      coalesce(agents, 0) AS agents,
      coalesce(toolCalls, 0) AS toolCalls, coalesce(toolErrors, 0) AS toolErrors,
      coalesce(unanswered, 0) AS unanswered, run_id AS runId, parent_session_id AS parentSessionId, touchedAt, closed_at AS closedAt, closed_by AS closedBy
    FROM known_sessions LEFT JOIN shown USING (session_id) LEFT JOIN own_turns USING (session_id)
      LEFT JOIN own_agents USING (session_id) LEFT JOIN touched USING (session_id)
      LEFT JOIN open_requests USING (session_id)
    WHERE shown.session_id IS NOT NULL OR session_id = ? OR (${beside.sql})
    ORDER BY endedAt DESC NULLS LAST, session_id`);
  const narrowed = [...where.sessions.values, also];
  return rows.all(...flows.values, ...narrowed, ...narrowed, also, ...beside.values);
}

/** Which model did not answer is not told. */
function unansweredIn({ since, until, rest, sessions }: ResponseWhere): Where {
  if (rest.sql !== sessions.sql) return { sql: 'FALSE', values: [] };
  const times = [since === null ? '' : 'AND at >= ?', until === null ? '' : 'AND at < ?'].join(' ');
  return {
    sql: `${sessions.sql} AND NOT EXISTS (SELECT 1 FROM own_responses WHERE session_id = known_sessions.session_id)
      AND EXISTS (
        SELECT 1 FROM events WHERE session_id = known_sessions.session_id AND kind = 'unanswered' ${times}
      )`,
    values: [...sessions.values, ...[since, until].filter((time) => time !== null)],
  };
}
