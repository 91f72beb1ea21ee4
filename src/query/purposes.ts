/** What responses can be told apart by, beside whose they are. */
export type Purpose = 'tool' | 'mcp' | 'skill' | 'plugin' | 'command';

/** Parts of a statement over `responses` that name a purpose for each of them; '' where it has none. */
interface PurposeSql {
  readonly with: string;
  readonly select: string;
  readonly join: string;
}

/** The first call that a response made, of those that `condition` lets through. */
function firstCall(condition: string): string {
  return `WITH first_calls AS (
    SELECT session_id, key, name, target, min(ordinal) FROM tools WHERE owned AND ${condition} GROUP BY session_id, key
  )`;
}

const JOIN_CALLS = 'LEFT JOIN first_calls USING (session_id, key)';

/**
 * A response counts for the first tool it calls, and the first MCP server; for the skill that Claude Code says it was
 * made for, else the one it calls; for the plugin that Claude Code says; and, with all agents below it, for the slash
 * command that opened its turn.
 *
 * What Claude Code says of skills and plugins holds (tried with 2.1.332): from the response after the call, or the first
 * one of a slash command, to the end of the turn or the next skill, agents started meanwhile included. The MCP server it
 * names does not: that stands on responses after a call, never on the one that calls.
 */
export const PURPOSES: Readonly<Record<Purpose, PurposeSql>> = {
  tool: { with: firstCall('TRUE'), select: "coalesce(first_calls.name, '')", join: JOIN_CALLS },
  mcp: {
    with: firstCall("name LIKE 'mcp\\_\\_%' ESCAPE '\\'"),
    select: "coalesce(first_calls.name, '')",
    join: JOIN_CALLS,
  },
  skill: {
    with: firstCall("name = 'Skill'"),
    select: "coalesce(attributed_skill, first_calls.target, '')",
    join: JOIN_CALLS,
  },
  plugin: { with: '', select: "coalesce(attributed_plugin, '')", join: '' },
  command: {
    with: `WITH commands AS (SELECT turn_id, label AS command FROM turns WHERE kind = 'command'),
      agent_turns AS (SELECT session_id, agent_id, turn_id AS agent_turn FROM agents)`,
    select: "coalesce(commands.command, '')",
    join: `LEFT JOIN agent_turns USING (session_id, agent_id)
      LEFT JOIN commands ON commands.turn_id = coalesce(agent_turn, responses.turn_id)`,
  },
};
