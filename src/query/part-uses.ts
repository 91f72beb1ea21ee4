import type { FixedPart } from '../model/fixed-part.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';
import { toolUsage } from './tool-usage.ts';

/** How often a part was called or invoked. */
export interface PartUse {
  readonly part: FixedPart;
  readonly name: string;
  readonly calls: number;
  readonly sessions: number;
}

/** How often were tools, MCP servers, skills and agents called or invoked by the responses that `where` lets through? */
export function partUses(store: Store, where: Where): PartUse[] {
  const calls = (by: 'tool' | 'mcp') =>
    toolUsage(store, where, by).map(({ key, calls, sessions }) => ({ part: by, name: key, calls, sessions }));
  return [...calls('tool'), ...calls('mcp'), ...skillUses(store, where), ...agentUses(store, where)];
}

/** A skill is invoked by a call or typed by its name: once a turn, whichever. */
function skillUses(store: Store, where: Where): PartUse[] {
  const place = "session_id || ' ' || coalesce(turn_id, agent_id)";
  return store
    .prepare<unknown[], Omit<PartUse, 'part'>>(`
      SELECT name, count(DISTINCT place) AS calls, count(DISTINCT session_id) AS sessions FROM (
        SELECT target AS name, session_id, ${place} AS place FROM tools
        WHERE name = 'Skill' AND owned AND EXISTS (
          SELECT 1 FROM own_responses AS responses
          WHERE responses.key = tools.key AND +responses.session_id = tools.session_id AND attempt = 0 AND ${where.sql}
        )
        UNION ALL
        SELECT attributed_skill, session_id, ${place} FROM own_responses
        WHERE attributed_skill IS NOT NULL AND agent_id = '' AND attempt = 0 AND ${where.sql}
      )
      GROUP BY name
      ORDER BY name`)
    .all(...where.values, ...where.values)
    .map((row) => ({ part: 'skill', ...row }));
}

function agentUses(store: Store, where: Where): PartUse[] {
  return store
    .prepare<unknown[], Omit<PartUse, 'part'>>(`
      SELECT agent_type AS name, count(*) AS calls, count(DISTINCT session_id) AS sessions FROM agents
      WHERE agent_type IS NOT NULL AND EXISTS (
        SELECT 1 FROM own_responses AS responses
        WHERE responses.session_id = agents.session_id AND responses.agent_id = agents.agent_id AND ${where.sql}
      )
      GROUP BY agent_type
      ORDER BY agent_type`)
    .all(...where.values)
    .map((row) => ({ part: 'agent', ...row }));
}
