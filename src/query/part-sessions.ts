import type { FixedPart } from '../model/fixed-part.ts';
import type { Store } from '../store/open-store.ts';
import { allOf, oneOf, type Where } from './response-filter.ts';

/** A part of the fixed context that a session called or invoked. */
export interface PartInSession {
  readonly part: FixedPart;
  readonly name: string;
  readonly sessionId: string;
}

/**
 * Which of these sessions called which MCP servers, and invoked which skills and agents, by responses that `where` lets
 * through? As `partUses` counts them.
 */
export function partSessions(store: Store, where: Where, sessionIds: readonly string[]): PartInSession[] {
  const those = oneOf(sessionIds);
  const asked = allOf([those, where]);
  const called = `
    tools.${those.sql} AND owned AND EXISTS (
      SELECT 1 FROM own_responses AS responses
      WHERE responses.key = tools.key AND +responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
    )`;
  const values = [...those.values, ...where.values];
  return store
    .prepare<unknown[], PartInSession>(`
      SELECT 'mcp' AS part, substr(name, 6, instr(substr(name, 6) || '__', '__') - 1) AS name, session_id AS sessionId
      FROM tools WHERE name LIKE 'mcp\\_\\_%' ESCAPE '\\' AND ${called}
      UNION
      SELECT 'skill', target, session_id FROM tools WHERE name = 'Skill' AND ${called}
      UNION
      SELECT 'skill', attributed_skill, session_id FROM own_responses
      WHERE attributed_skill IS NOT NULL AND agent_id = '' AND attempt = 0 AND ${asked.sql}
      UNION
      SELECT 'agent', agent_type, session_id FROM agents
      WHERE agents.${those.sql} AND agent_type IS NOT NULL AND EXISTS (
        SELECT 1 FROM own_responses AS responses
        WHERE responses.session_id = agents.session_id AND responses.agent_id = agents.agent_id AND ${where.sql}
      )
      ORDER BY part, name, sessionId`)
    .all(...values, ...values, ...asked.values, ...values);
}
