import type { Filter } from '../model/filter.ts';
import type { Store } from '../store/open-store.ts';
import { notWhole, sessionsWithin } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/**
 * Of which agents does the filter let only a part through? As `session/agent`; also agents that it leaves out as a whole
 * beside others of their sessions. Empty without being asked for a filter that cannot cut an agent in two.
 */
export function cutAgents(store: Store, where: ResponseWhere, { since, until, model, sessionId }: Filter): Set<string> {
  if (since === null && until === null && model === null) return new Set();
  const within = sessionId === null ? sessionsWithin(where) : { sql: 'session_id = ?', values: [sessionId] };
  const outside = notWhole(where);
  const keys = store
    .prepare<unknown[], string>(`
      SELECT session_id || '/' || agent_id
      FROM (SELECT DISTINCT session_id, agent_id FROM usage WHERE agent_id <> '' AND ${within.sql} AND ${outside.sql}) AS agent
      WHERE EXISTS (
        SELECT 1 FROM own_responses AS own
        WHERE own.session_id = agent.session_id AND own.agent_id = agent.agent_id AND (${where.sql}) IS NOT TRUE
      )
      ORDER BY 1`)
    .pluck()
    .all(...within.values, ...outside.values, ...where.values);
  return new Set(keys);
}
