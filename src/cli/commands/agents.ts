import { TOGETHER } from '../../query/usage-groups.ts';
import { agentsCard } from '../../render/agents-card.ts';
import { agentRows, agentsJson } from '../../render/agents-json.ts';
import { agentsOf } from '../agents-of.ts';
import { answer, ownStore, USUAL_DAYS } from '../ask.ts';
import { spansWithin } from '../bring-up.ts';
import { ofSession } from '../choose-session.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import { printRows } from '../print-rows.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf, type TableOptions } from '../shared-options.ts';

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
    const { report } = agentsOf(asked);
    if (format === 'json') printJson(agentsJson(report, { ...asked, days: asked.calendar.name }));
    else if (format !== 'text') await printRows(agentRows(report), format, asked.provenance);
    else print(agentsCard(report, all, { ...asked, look: await lookOf(context) }));
  });
}
