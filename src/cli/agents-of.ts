import { type AgentsReport, agentsReport } from '../analyse/agents-report.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { agentList } from '../query/agent-list.ts';
import { cutAgents } from '../query/cut-agents.ts';
import { narrowed, oneOf } from '../query/response-filter.ts';
import { type Grain, usageGroups } from '../query/usage-groups.ts';
import type { Asked } from './ask.ts';

/** As `tj usage --by agent`, so that both tell the same figures. */
const BY_AGENT: Grain = { time: 'day', of: 'agents' };

/** Agents, what they are made of, and those of which the window has only a part (`cutAgents`). */
export interface FoundAgents {
  readonly report: AgentsReport;
  readonly groups: readonly UsageGroup[];
  readonly cut: ReadonlySet<string>;
}

/** The agents of the window, and the responses of all threads of their sessions. */
export function agentsOf(asked: Asked): FoundAgents {
  const { store, where, price, table, groups: everything } = asked;
  const rows = agentList(store, where);
  const ofAgents = narrowed(where, oneOf([...new Set(rows.map(({ sessionId }) => sessionId))]));
  const groups = usageGroups(store, ofAgents, asked.thresholds, BY_AGENT);
  const cut = cutAgents(store, where, asked.filter);
  return { report: agentsReport({ rows, groups, everything, cut, price, table }), groups, cut };
}
