import { EFFORTS } from '../model/effort.ts';
import { CONTEXT_SIZES, type Grouping, type Groupings, isTimeGrouping } from '../model/groupings.ts';
import { labelAmong } from '../model/session-label.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { SessionName } from '../query/session-names.ts';
import { type CallCounts, NO_CALLS } from './call-counts.ts';
import { ratio } from './composition.ts';
import type { Pricer } from './pricer.ts';
import { heavierFirst, sumUsage, type Usage, usageByKey } from './usage.ts';
import { type KeyFacts, keyFunction, UNKNOWN_KEY } from './usage-keys.ts';

export interface UsageReport {
  readonly totals: Usage;
  /** In order of time, of version, of size, of effort, or heaviest first; of two groupings each in its order. */
  readonly rows: readonly UsageReportRow[];
}

export interface UsageReportRow {
  /** One for each grouping. */
  readonly keys: readonly string[];
  /** Words for people where a key is none. */
  readonly label: string | null;
  readonly usage: Usage;
  /** Of the list price of all rows; null when none has one. */
  readonly shareListPrice: number | null;
  /** Where rows are of tools: all their calls, also beside others in one response. */
  readonly calls: CallCounts | null;
}

export interface UsageReportInput extends KeyFacts {
  readonly groups: readonly UsageGroup[];
  readonly by: Groupings;
  readonly price: Pricer;
  /** Distinct sessions of all groups: they cannot tell where sessions are not told apart. */
  readonly sessionCount: number;
  /** Calls by key, where rows are of tools, shell programs, MCP servers, skills or plugins alone; else null. */
  readonly calls: ReadonlyMap<string, CallCounts> | null;
}

/** Between the keys of a row: stands in none of them. */
const BETWEEN = '\n';

/** Totals and rows of `tj usage`. All rows together are the totals, by construction. */
export function usageReport(input: UsageReportInput): UsageReport {
  const { by, groups, price } = input;
  const totals = { ...sumUsage(groups, price), sessions: input.sessionCount };
  if (by.length === 0) return { totals, rows: [] };
  const keyFunctions = by.map((each) => keyFunction(each, input));
  const byKey = usageByKey(groups, price, (group) => keyFunctions.map((keyOf) => keyOf(group)).join(BETWEEN));
  // A tool that is never the first one that a response calls has calls, and no responses.
  for (const key of input.calls?.keys() ?? []) if (!byKey.has(key)) byKey.set(key, sumUsage([], price));
  const rows = [...byKey].map(([key, usage]): UsageReportRow => {
    const keys = key.split(BETWEEN);
    const calls = input.calls === null ? null : (input.calls.get(key) ?? NO_CALLS);
    const shareListPrice =
      totals.cost === null || usage.cost === null || totals.cost === 0n ? null : ratio(usage.cost, totals.cost);
    return { keys, label: labelOf(by, keys, input.sessions), usage, shareListPrice, calls };
  });
  return { totals, rows: inOrder(rows, input, keyFunctions) };
}

function labelOf(by: Groupings, keys: readonly string[], sessions: ReadonlyMap<string, SessionName>): string | null {
  for (const [i, key] of keys.entries()) {
    if (by[i] === 'session') return labelAmong(sessions, key);
    if (by[i] === 'agent') return labelAmong(sessions, key.slice(0, key.lastIndexOf('/')));
  }
  return null;
}

type Order = (a: string, b: string) => number;

/** By the first grouping, and within it by the second. What all rows of a first key weigh decides on its place. */
function inOrder(
  rows: readonly UsageReportRow[],
  { by, groups, price }: UsageReportInput,
  [keyOf]: readonly ((group: UsageGroup) => string)[],
): UsageReportRow[] {
  const [first, second] = by;
  const whole = second === undefined || keyOf === undefined ? null : usageByKey(groups, price, keyOf);
  const own = (row: UsageReportRow) => whole?.get(row.keys[0] ?? '') ?? row.usage;
  const compare = (a: UsageReportRow, b: UsageReportRow) =>
    orderBy(first, a.keys[0], b.keys[0], own(a), own(b)) || orderBy(second, a.keys[1], b.keys[1], a.usage, b.usage);
  return [...rows].sort(compare);
}

/** Times, versions, sizes and numbers in their own order, what is not known last; anything else the heaviest first. */
function orderBy(by: Grouping | undefined, a = '', b = '', usageA: Usage, usageB: Usage): number {
  if (by === undefined || a === b) return 0;
  const order = orderOf(by);
  if (order === null) return heavierFirst(usageA, usageB) || byText(a, b);
  if (a === UNKNOWN_KEY || b === UNKNOWN_KEY) return a === UNKNOWN_KEY ? 1 : -1;
  return order(a, b) || byText(a, b);
}

function orderOf(by: Grouping): Order | null {
  if (isTimeGrouping(by)) return byText;
  if (by === 'version') return (a, b) => byParts(a.split('.'), b.split('.'));
  if (by === 'parallel') return (a, b) => Number(a) - Number(b);
  if (by === 'effort') return (a, b) => rankOf(a) - rankOf(b);
  const size = (key: string) => CONTEXT_SIZES.findIndex(({ name }) => name === key);
  return by === 'context-size' ? (a, b) => size(a) - size(b) : null;
}

/** Levels that are not among the known ones come behind them. */
function rankOf(effort: string): number {
  const rank = (EFFORTS as readonly string[]).indexOf(effort);
  return rank < 0 ? EFFORTS.length : rank;
}

function byParts([a, ...restA]: readonly string[], [b, ...restB]: readonly string[]): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -1 : 1;
  return Number.parseInt(a, 10) - Number.parseInt(b, 10) || byParts(restA, restB);
}

const byText: Order = (a, b) => (a < b ? -1 : 1);
