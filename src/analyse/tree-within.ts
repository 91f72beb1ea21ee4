import type { Filter } from '../model/filter.ts';
import type { Agent } from '../model/span-rows.ts';
import type { TreeRows } from '../query/tree-rows.ts';

/**
 * What of a session's tree happened in the window: calls and events by their own time, agents that were at work in it
 * with those above them, turns that began in it or hold any of that.
 */
export function treeWithin(tree: TreeRows, { since, until }: Pick<Filter, 'since' | 'until'>): TreeRows {
  if (since === null && until === null) return tree;
  const isAfter = (at: number | null) => since === null || (at !== null && at >= since);
  const isBefore = (at: number | null) => until === null || (at !== null && at < until);
  const isIn = (at: number | null) => isAfter(at) && isBefore(at);
  const byId = new Map<string, Agent>(tree.agents.map((agent) => [agent.agentId, agent]));
  const kept = new Set<string>();
  const keep = (agentId: string) => {
    for (let agent = byId.get(agentId); agent !== undefined; agent = byId.get(agent.parentAgentId))
      kept.add(agent.agentId);
  };
  for (const agent of tree.agents) if (isAfter(agent.endedAt) && isBefore(agent.startedAt)) keep(agent.agentId);
  const tools = tree.tools.filter((tool) => isIn(tool.startedAt));
  for (const tool of tools) keep(tool.agentId);
  const holds = new Set(
    [...tools, ...tree.agents.filter((agent) => kept.has(agent.agentId))].map(({ turnId }) => turnId),
  );
  return {
    turns: tree.turns.filter((turn) => turn.responses > 0 || isIn(turn.startedAt) || holds.has(turn.turnId)),
    agents: tree.agents.filter((agent) => kept.has(agent.agentId)),
    tools,
    events: tree.events.filter((event) => isIn(event.at)),
  };
}
