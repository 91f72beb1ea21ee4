import type { Filter } from '../model/filter.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/**
 * Of which agents does the filter let only a part through? As `session/agent`; also agents that it leaves out as a whole
 * beside others of their sessions. Empty without being asked for a filter that cannot cut an agent in two.
 */
export function cutAgents(store: Store, where: Where, { since, until, model, sessionId }: Filter): Set<string> {
  if (since === null && until === null && model === null) return new Set();
  const withAny = `session_id IN (SELECT session_id FROM own_responses WHERE ${where.sql})`;
  const [within, values] = sessionId === null ? [withAny, where.values] : ['session_id = ?', [sessionId]];
  const keys = store
    .prepare<unknown[], string>(`
      SELECT DISTINCT session_id || '/' || agent_id
      FROM own_responses
      WHERE agent_id <> '' AND ${within} AND (${where.sql}) IS NOT TRUE
      ORDER BY 1`)
    .pluck()
    .all(...values, ...where.values);
  return new Set(keys);
}
