import type { Calendar } from '../model/calendar.ts';
import { unreachable } from '../model/errors.ts';
import type { Grouping } from '../model/groupings.ts';
import { MAIN_THREAD } from '../model/ids.ts';
import { MAIN_OWNER, ownerIdOf } from '../model/spans.ts';
import { isoOf, type Millis } from '../model/time.ts';
import { mcpServer } from '../model/tool-kind.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import type { SessionName } from '../query/session-names.ts';
import { NO_KEY } from './call-counts.ts';
import { windowsOf } from './windows.ts';

/** Key of what has no time, project or type. */
export const UNKNOWN_KEY = 'unknown';

/** What keys are named by. */
export interface KeyFacts {
  readonly table: PriceTable;
  readonly calendar: Calendar;
  /** Quarter hours with any response at all, whatever the filter: 5-hour windows are the account's, not a project's. */
  readonly activity: readonly Millis[];
  /** By session id; only used by groupings that name sessions or projects. */
  readonly sessions: ReadonlyMap<string, SessionName>;
  /** Config folders by session id. */
  readonly roots: ReadonlyMap<string, string>;
  /** Names of machines by session id. */
  readonly machines: ReadonlyMap<string, string>;
  /** By `session/agent`. */
  readonly agentTypes: ReadonlyMap<string, string>;
}

/** The key of a group of responses in one grouping. */
export function keyFunction(by: Grouping, facts: KeyFacts): (group: UsageGroup) => string {
  const { calendar, table, activity, sessions, roots, machines, agentTypes } = facts;
  switch (by) {
    case 'hour':
    case 'day':
    case 'week':
    case 'month':
      return timeKey(calendar[by]);
    case 'window': {
      const windowOf = windowsOf(activity);
      return timeKey((at) => isoOf(windowOf(at)));
    }
    case 'session':
      return (group) => group.sessionId;
    case 'project':
      return (group) => sessions.get(group.sessionId)?.project ?? UNKNOWN_KEY;
    case 'root':
      return (group) => roots.get(group.sessionId) ?? UNKNOWN_KEY;
    case 'machine':
      return (group) => machines.get(group.sessionId) ?? UNKNOWN_KEY;
    case 'model':
      return (group) => resolveModel(table, group.model)?.prices.id ?? (group.model || UNKNOWN_KEY);
    case 'agent':
      return (group) => `${group.sessionId}/${ownerIdOf(group.agentId)}`;
    case 'agent-type':
      return (group) =>
        group.agentId === MAIN_THREAD
          ? MAIN_OWNER
          : (agentTypes.get(`${group.sessionId}/${group.agentId}`) ?? UNKNOWN_KEY);
    case 'branch':
    case 'pr':
    case 'version':
    case 'context-size':
    case 'parallel':
    case 'effort':
    case 'tool':
    case 'shell':
    case 'skill':
    case 'plugin':
      return ({ purposes }) => (purposes[by] ?? UNKNOWN_KEY) || NO_KEY;
    case 'mcp':
      return ({ purposes }) => mcpServer(purposes.mcp ?? '') ?? NO_KEY;
    case 'command':
      return ({ purposes }) => purposes.command?.split(' ')[0] || NO_KEY;
    default:
      return unreachable(by);
  }
}

function timeKey(of: (at: Millis) => string): (group: UsageGroup) => string {
  return ({ at }) => (at === null ? UNKNOWN_KEY : of(at));
}
