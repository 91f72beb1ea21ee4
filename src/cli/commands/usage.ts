import { callCounts } from '../../analyse/call-counts.ts';
import { usageReport } from '../../analyse/usage-report.ts';
import { UserError } from '../../model/errors.ts';
import { GROUPINGS, type Grouping, type Groupings, isPurpose, isTimeGrouping } from '../../model/groupings.ts';
import { activity } from '../../query/activity.ts';
import { agentTypes } from '../../query/agent-types.ts';
import { sessionMachines } from '../../query/session-machines.ts';
import { sessionNames } from '../../query/session-names.ts';
import { sessionRoots } from '../../query/session-roots.ts';
import { type CallKey, toolUsage } from '../../query/tool-usage.ts';
import { type Grain, TOGETHER } from '../../query/usage-groups.ts';
import { answer, ownStore, type Source } from '../ask.ts';
import { spansWithin, usageWithin } from '../bring-up.ts';
import { failAboveCost } from '../cost-gate.ts';
import { lookOf } from '../look.ts';
import { machineName } from '../machine-name.ts';
import { print, printJson } from '../output.ts';
import { noteNothing, printRows } from '../print-rows.ts';
import { limitOf } from '../quota-gate.ts';
import type { RunContext } from '../run-context.ts';
import { type AnswerOptions, type BudgetOptions, formatOf, type TableOptions } from '../shared-options.ts';

export interface UsageOptions extends AnswerOptions, BudgetOptions, TableOptions {
  readonly by?: string;
  readonly failAboveCost?: string;
}

/** `tj usage`: token and list-price totals, by day, model, session and so on. */
export async function usage(options: UsageOptions, context: RunContext): Promise<void> {
  const by = groupingsOf(options.by);
  const format = formatOf(options);
  const { failAboveCost: most } = options;
  const limitUsd = most === undefined ? null : limitOf(most, '--fail-above-cost', 'dollars such as 5 or 2.50');
  await answer(
    options,
    context,
    ownStore(options, context, needsOf(by)),
    grainOf(by),
    async ({ store, where, groups, price, table, calendar, ...asked }) => {
      if (limitUsd !== null) failAboveCost({ groups, price }, limitUsd);
      const names = (...those: readonly Grouping[]) => by.some((each) => those.includes(each));
      const report = usageReport({
        ...{ groups, by, price, table, calendar, sessionCount: asked.provenance.sessions },
        activity: names('window') ? activity(store, asked.filter.roots) : [],
        sessions: names('session', 'agent', 'project') ? sessionNames(store) : new Map(),
        roots: names('root') ? sessionRoots(store) : new Map(),
        machines: names('machine') ? sessionMachines(store, machineName(context)) : new Map(),
        agentTypes: names('agent-type') ? agentTypes(store) : new Map(),
        calls: isCallKey(by[0]) && by.length === 1 ? callCounts(toolUsage(store, where, by[0]), by[0]) : null,
      });
      if (format === 'text') {
        const { usageTable } = await import('../../render/usage-table.ts');
        print(usageTable(report, by, asked.withDollars, calendar, asked.provenance, await lookOf(context)));
        return;
      }
      const { usageReportJson, usageRows } = await import('../../render/usage-json.ts');
      if (format === 'json') printJson(usageReportJson(report, by, { ...asked, days: calendar.name }));
      else {
        await printRows(usageRows(report, by), format, asked.provenance);
        if (by.length === 0 && groups.length === 0) noteNothing(asked.provenance);
      }
    },
  );
}

/** Groupings that go by what responses were made of; any other goes by what else their sessions tell. */
const BY_USAGE: ReadonlySet<Grouping> = new Set<Grouping>([
  ...(['hour', 'day', 'week', 'month', 'window', 'project', 'root', 'machine', 'branch', 'model', 'version'] as const),
  ...(['context-size', 'parallel', 'effort'] as const),
]);

function needsOf(by: Groupings): Source['needs'] {
  return by.every((each) => BY_USAGE.has(each)) ? usageWithin : spansWithin;
}

/** As coarse as the groupings allow. */
function grainOf(by: Groupings): Grain {
  if (by.length === 0) return TOGETHER;
  return {
    time: by.some(isTimeGrouping) ? 'bucket' : 'day',
    of: by.includes('agent') || by.includes('agent-type') ? 'agents' : 'sessions',
    purposes: by.filter(isPurpose),
  };
}

const CALL_KEYS: readonly (Grouping | undefined)[] = ['tool', 'shell', 'mcp', 'skill', 'plugin'] satisfies CallKey[];

function isCallKey(by: Grouping | undefined): by is CallKey {
  return CALL_KEYS.includes(by);
}

/** One grouping, or two with a comma between them. */
function groupingsOf(asked: string | undefined): Groupings {
  if (asked === undefined) return [];
  const by = asked.split(',').map((name) => GROUPINGS.find((each) => each === name.trim()));
  const known = by.filter((each) => each !== undefined);
  if (known.length < by.length || new Set(known).size < known.length || known.length > 2) {
    throw new UserError('bad-value', `--by ${asked}: expected one or two of ${GROUPINGS.join(', ')}`, 2);
  }
  return known;
}
