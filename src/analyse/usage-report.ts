import type { Calendar } from '../model/calendar.ts';
import { unreachable } from '../model/errors.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { labelAmong } from '../model/session-label.ts';
import { isoOf, type Millis } from '../model/time.ts';
import { mcpServer } from '../model/tool-kind.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import type { SessionName } from '../query/session-names.ts';
import { type CallCounts, NO_CALLS, NO_KEY } from './call-counts.ts';
import { ratio } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { heavierFirst, sumUsage, type Usage, usageByKey } from './usage.ts';
import { windowsOf } from './windows.ts';

export const GROUPINGS = [
  'day',
  'week',
  'month',
  'window',
  'session',
  'project',
  'model',
  'agent',
  'agent-type',
  'tool',
  'mcp',
  'skill',
  'plugin',
  'command',
] as const;

/** What `tj usage` can group by. */
export type Grouping = (typeof GROUPINGS)[number];

/** Key of what has no time, project or type. */
export const UNKNOWN_KEY = 'unknown';

/** Key of what the session itself did, when agents are told apart. */
const MAIN_KEY = 'main';

export interface UsageReport {
  readonly totals: Usage;
  /** In order of time, or heaviest first. */
  readonly rows: readonly UsageReportRow[];
}

export interface UsageReportRow {
  readonly key: string;
  /** Words for people where the key is none. */
  readonly label: string | null;
  readonly usage: Usage;
  /** Of the list price of all rows; null when none has one. */
  readonly shareListPrice: number | null;
  /** Where rows are of tools: all their calls, also beside others in one response. */
  readonly calls: CallCounts | null;
}

export interface UsageReportInput {
  readonly groups: readonly UsageGroup[];
  readonly by: Grouping | null;
  readonly price: Pricer;
  /** Distinct sessions of all groups: they cannot tell where sessions are not told apart. */
  readonly sessionCount: number;
  readonly table: PriceTable;
  readonly calendar: Calendar;
  /** Quarter hours with any response at all, whatever the filter: 5-hour windows are the account's, not a project's. */
  readonly activity: readonly Millis[];
  /** By session id; only used by groupings that name sessions or projects. */
  readonly sessions: ReadonlyMap<string, SessionName>;
  /** By `session/agent`. */
  readonly agentTypes: ReadonlyMap<string, string>;
  /** Calls by key, where keys are tools, MCP servers, skills or plugins; else null. */
  readonly calls: ReadonlyMap<string, CallCounts> | null;
}

/** Totals and rows of `tj usage`. All rows together are the totals, by construction. */
export function usageReport(input: UsageReportInput): UsageReport {
  const totals = { ...sumUsage(input.groups, input.price), sessions: input.sessionCount };
  if (input.by === null) return { totals, rows: [] };
  const keyOf = keyFunction(input.by, input);
  const byKey = usageByKey(input.groups, input.price, keyOf);
  // A tool that is never the first one that a response calls has calls, and no responses.
  for (const key of input.calls?.keys() ?? []) if (!byKey.has(key)) byKey.set(key, sumUsage([], input.price));
  const rows = [...byKey].map(([key, usage]) => {
    const calls = input.calls === null ? null : (input.calls.get(key) ?? NO_CALLS);
    const shareListPrice =
      totals.cost === null || usage.cost === null || totals.cost === 0n ? null : ratio(usage.cost, totals.cost);
    return { key, label: labelOfKey(input.by, key, input.sessions), usage, shareListPrice, calls };
  });
  return { totals, rows: rows.sort(isTimeGrouping(input.by) ? byTime : byWeight) };
}

/** Whether rows of this grouping follow one another in time. */
export function isTimeGrouping(by: Grouping | null): boolean {
  return by === 'day' || by === 'week' || by === 'month' || by === 'window';
}

function keyFunction(
  by: Grouping,
  { calendar, table, activity, sessions, agentTypes }: UsageReportInput,
): (group: UsageGroup) => string {
  const timeKey = (of: (at: Millis) => string) => (group: UsageGroup) =>
    group.at === null ? UNKNOWN_KEY : of(group.at);
  switch (by) {
    case 'day':
      return timeKey(calendar.day);
    case 'week':
      return timeKey(calendar.week);
    case 'month':
      return timeKey(calendar.month);
    case 'window': {
      const windowOf = windowsOf(activity);
      return timeKey((at) => isoOf(windowOf(at)));
    }
    case 'session':
      return (group) => group.sessionId;
    case 'project':
      return (group) => sessions.get(group.sessionId)?.project ?? UNKNOWN_KEY;
    case 'model':
      return (group) => resolveModel(table, group.model)?.prices.id ?? (group.model || UNKNOWN_KEY);
    case 'agent':
      return (group) => `${group.sessionId}/${group.agentId === MAIN_THREAD ? MAIN_KEY : group.agentId}`;
    case 'agent-type':
      return (group) =>
        group.agentId === MAIN_THREAD
          ? MAIN_KEY
          : (agentTypes.get(`${group.sessionId}/${group.agentId}`) ?? UNKNOWN_KEY);
    case 'tool':
    case 'skill':
    case 'plugin':
      return (group) => group.purpose || NO_KEY;
    case 'mcp':
      return (group) => mcpServer(group.purpose) ?? NO_KEY;
    case 'command':
      return (group) => group.purpose.split(' ')[0] || NO_KEY;
    default:
      return unreachable(by);
  }
}

function labelOfKey(by: Grouping | null, key: string, sessions: ReadonlyMap<string, SessionName>): string | null {
  if (by === 'session') return labelAmong(sessions, key);
  return by === 'agent' ? labelAmong(sessions, key.slice(0, key.lastIndexOf('/'))) : null;
}

function byTime(a: UsageReportRow, b: UsageReportRow): number {
  return a.key < b.key ? -1 : 1;
}

function byWeight(a: UsageReportRow, b: UsageReportRow): number {
  return heavierFirst(a.usage, b.usage) || (a.key < b.key ? -1 : 1);
}
