import type { FixedPart } from '../model/fixed-part.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** A part of the fixed context that a session called or invoked. */
export interface PartInSession {
  readonly part: FixedPart;
  readonly name: string;
  readonly sessionId: string;
}

/**
 * Which sessions called which MCP servers, and invoked which skills and agents, by responses that `where` lets through? As
 * `partUses` counts them.
 */
export function partSessions(store: Store, where: Where): PartInSession[] {
  const asked = `
    owned AND EXISTS (
      SELECT 1 FROM own_responses AS responses
      WHERE responses.key = tools.key AND +responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
    )`;
  return store
    .prepare<unknown[], PartInSession>(`
      SELECT 'mcp' AS part, substr(name, 6, instr(substr(name, 6) || '__', '__') - 1) AS name, session_id AS sessionId
      FROM tools WHERE name LIKE 'mcp\\_\\_%' ESCAPE '\\' AND ${asked}
      UNION
      SELECT 'skill', target, session_id FROM tools WHERE name = 'Skill' AND ${asked}
      UNION
      SELECT 'skill', attributed_skill, session_id FROM own_responses
      WHERE attributed_skill IS NOT NULL AND agent_id = '' AND attempt = 0 AND ${where.sql}
      UNION
      SELECT 'agent', agent_type, session_id FROM agents
      WHERE agent_type IS NOT NULL AND EXISTS (
        SELECT 1 FROM own_responses AS responses
        WHERE responses.session_id = agents.session_id AND responses.agent_id = agents.agent_id AND ${where.sql}
      )
      ORDER BY part, name, sessionId`)
    .all(...where.values, ...where.values, ...where.values, ...where.values);
}
