import { agentsReport } from '../../analyse/agents-report.ts';
import { agentList } from '../../query/agent-list.ts';
import { cutAgents } from '../../query/cut-agents.ts';
import { narrowed, oneOf } from '../../query/response-filter.ts';
import { type Grain, TOGETHER, usageGroups } from '../../query/usage-groups.ts';
import { agentsCard } from '../../render/agents-card.ts';
import { agentRows, agentsJson } from '../../render/agents-json.ts';
import { answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { printRows } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf, type TableOptions } from '../shared-options.ts';

/** As `tj usage --by agent`, so that both tell the same figures. */
const BY_AGENT: Grain = { time: 'day', of: 'agents' };

export interface AgentsOptions extends AnswerOptions, BudgetOptions, TableOptions {
  readonly session?: string;
  readonly all?: boolean;
}

/** `tj agents`: what ran in agents, by type and by agent, and which of them look too large for what they did. */
export async function agents(options: AgentsOptions, context: RunContext): Promise<void> {
  const { session, all = false } = options;
  const format = formatOf(options);
  const own = ownStore(options, context, spansWithin, USUAL_DAYS);
  const source = session === undefined ? own : ofSession(own, session);
  await answer(options, context, source, TOGETHER, async (asked) => {
    const { store, where, price, table, groups: everything } = asked;
    const rows = agentList(store, where);
    const ofAgents = narrowed(where, oneOf([...new Set(rows.map(({ sessionId }) => sessionId))]));
    const groups = usageGroups(store, ofAgents, asked.thresholds, BY_AGENT);
    const cut = cutAgents(store, where, asked.filter);
    const report = agentsReport({ rows, groups, everything, cut, price, table });
    if (format === 'json') printJson(agentsJson(report, { ...asked, days: asked.calendar.name }));
    else if (format !== 'text') await printRows(agentRows(report), format, asked.provenance);
    else print(agentsCard(report, all, { ...asked, look: await lookOf(context) }));
  });
}
