import { callCounts } from '../../analyse/call-counts.ts';
import { GROUPINGS, type Grouping, isTimeGrouping, usageReport } from '../../analyse/usage-report.ts';
import { UserError } from '../../model/errors.ts';
import { activity } from '../../query/activity.ts';
import { agentTypes } from '../../query/agent-types.ts';
import { sessionNames } from '../../query/session-names.ts';
import { type CallKey, toolUsage } from '../../query/tool-usage.ts';
import { type Grain, TOGETHER } from '../../query/usage-groups.ts';
import { answer, ownStore } from '../ask.ts';
import { lookOf } from '../look.ts';
import { print, printJson } from '../output.ts';
import type { RunContext } from '../run-context.ts';
import type { AnswerOptions, BudgetOptions } from '../shared-options.ts';

export interface UsageOptions extends AnswerOptions, BudgetOptions {
  readonly by?: string;
}

/** `tj usage`: token and list-price totals, by day, model, session and so on. */
export async function usage(options: UsageOptions, context: RunContext): Promise<void> {
  const by = groupingOf(options.by);
  const grain = grainOf(by);
  await answer(
    options,
    context,
    ownStore(options, context),
    grain,
    async ({ store, where, groups, price, table, calendar, ...asked }) => {
      const report = usageReport({
        ...{ groups, by, price, table, calendar, sessionCount: asked.provenance.sessions },
        activity: by === 'window' ? activity(store) : [],
        sessions: by === 'session' || by === 'agent' || by === 'project' ? sessionNames(store) : new Map(),
        agentTypes: by === 'agent-type' ? agentTypes(store) : new Map(),
        calls: isCallKey(by) ? callCounts(toolUsage(store, where, by), by) : null,
      });
      if (options.json) {
        const { usageReportJson } = await import('../../render/usage-json.ts');
        printJson(usageReportJson(report, by, { ...asked, days: calendar.name }));
      } else {
        const { usageTable } = await import('../../render/usage-table.ts');
        print(usageTable(report, by, asked.withDollars, calendar, asked.provenance, await lookOf(context)));
      }
    },
  );
}

/** As coarse as the grouping allows. */
function grainOf(by: Grouping | null): Grain {
  if (by === null) return TOGETHER;
  return {
    time: isTimeGrouping(by) ? 'quarter' : 'day',
    of: by === 'agent' || by === 'agent-type' ? 'agents' : 'sessions',
    ...(isCallKey(by) || by === 'command' ? { purpose: by } : {}),
  };
}

function isCallKey(by: Grouping | null): by is CallKey {
  return by === 'tool' || by === 'mcp' || by === 'skill' || by === 'plugin';
}

function groupingOf(by: string | undefined): Grouping | null {
  if (by === undefined) return null;
  const grouping = GROUPINGS.find((each) => each === by);
  if (grouping === undefined)
    throw new UserError('bad-value', `--by ${by}: expected one of ${GROUPINGS.join(', ')}`, 2);
  return grouping;
}
