import { CONTEXT_SIZES, type Purpose } from '../model/groupings.ts';
import { MINUTE_MS } from '../model/time.ts';
import { toolNames } from '../model/tool-kind.ts';

/** Parts of a statement over `own_responses AS responses` that name a purpose for each of them: '' for none, null where it is not known. */
export interface PurposeSql {
  /** Tables of its own; '' for none. */
  readonly with: string;
  readonly select: string;
  readonly join: string;
}

/** Sessions ran at one moment that had a response within the same stretch of this: as Claude Code's `/usage` counts. */
const SAME_MOMENT_MS = 5 * MINUTE_MS;

/** Names of the tools that run a command line, as a list in SQL. */
export const SHELLS = `(${toolNames('command')
  .map((name) => `'${name}'`)
  .join(', ')})`;

/** By the first call that a response made, of those that `condition` lets through. */
/** Not known of a session that is known by its responses alone. */
const ofWhole = (select: string) =>
  `iif(session_id IN (SELECT session_id FROM sessions WHERE depth = 'usage'), NULL, ${select})`;

function firstCall(purpose: Purpose, condition: string, select: (calls: string) => string): PurposeSql {
  const calls = `first_${purpose}`;
  return {
    with: `${calls} AS (
      SELECT session_id, key, name, target, program, min(ordinal) FROM tools
      WHERE owned AND ${condition} GROUP BY session_id, key
    )`,
    select: ofWhole(select(calls)),
    join: `LEFT JOIN ${calls} USING (session_id, key)`,
  };
}

const column = (select: string): PurposeSql => ({ with: '', select, join: '' });

/** The prompt of the response itself, also for an attempt that is charged on top of it. */
const CONTEXT = `iif(attempt = 0, context_tokens, (
  SELECT context_tokens FROM own_responses AS own
  WHERE own.key = responses.key AND own.variant = responses.variant AND own.attempt = 0
))`;

const SIZES = CONTEXT_SIZES.map(({ name, below }) =>
  Number.isFinite(below) ? `WHEN ${CONTEXT} < ${below} THEN '${name}'` : `ELSE '${name}'`,
);

/**
 * A response counts for the first tool it calls, the first MCP server and the program that its first shell command runs;
 * for the skill that Claude Code says it was made for, else the one it calls; for the plugin that Claude Code says; and,
 * with all agents below it, for the slash command that opened its turn.
 *
 * What Claude Code says of skills and plugins holds (tried with 2.1.332): from the response after the call, or the first
 * one of a slash command, to the end of the turn or the next skill, agents started meanwhile included. The MCP server it
 * names does not: that stands on responses after a call, never on the one that calls.
 */
export const PURPOSES: Readonly<Record<Purpose, PurposeSql>> = {
  branch: column('branch'),
  pr: column(ofWhole("coalesce(pull_request, '')")),
  version: column('version'),
  'context-size': column(`CASE ${SIZES.join(' ')} END`),
  effort: column('effort'),
  parallel: {
    with: `moments AS (
      SELECT at / ${SAME_MOMENT_MS} AS moment, count(DISTINCT session_id) AS running FROM own_responses
      WHERE at IS NOT NULL GROUP BY 1
    )`,
    select: 'CAST(running AS TEXT)',
    join: `LEFT JOIN moments ON moment = at / ${SAME_MOMENT_MS}`,
  },
  tool: firstCall('tool', 'TRUE', (calls) => `coalesce(${calls}.name, '')`),
  shell: firstCall('shell', `name IN ${SHELLS}`, (calls) => `iif(${calls}.name IS NULL, '', ${calls}.program)`),
  mcp: firstCall('mcp', "name LIKE 'mcp\\_\\_%' ESCAPE '\\'", (calls) => `coalesce(${calls}.name, '')`),
  skill: firstCall('skill', "name = 'Skill'", (calls) => `coalesce(attributed_skill, ${calls}.target, '')`),
  plugin: column(ofWhole("coalesce(attributed_plugin, '')")),
  command: {
    with: `commands AS (SELECT turn_id, label AS command FROM turns WHERE kind = 'command'),
      agent_turns AS (SELECT session_id, agent_id, turn_id AS agent_turn FROM agents)`,
    select: ofWhole("coalesce(commands.command, '')"),
    join: `LEFT JOIN agent_turns USING (session_id, agent_id)
      LEFT JOIN commands ON commands.turn_id = coalesce(agent_turn, responses.turn_id)`,
  },
};
