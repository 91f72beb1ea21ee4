import type { CallKey, ToolUsageRow } from '../query/tool-usage.ts';

/** Calls and their outcomes; errors, denied and open ones are of the same calls. */
export type CallCounts = Omit<ToolUsageRow, 'key'>;

export const NO_CALLS: CallCounts = { calls: 0, errors: 0, denied: 0, open: 0, resultChars: 0, sessions: 0 };

/** Key of what calls no tool, uses no skill, follows no command or is of no plugin. */
export const NO_KEY = 'none';

/**
 * Calls by key. A call that is of no MCP server or skill is left out: it is of some tool. One that is of no plugin is of
 * a response that is of none, and counts there.
 */
export function callCounts(rows: readonly ToolUsageRow[], by: CallKey): Map<string, CallCounts> {
  const told = by === 'plugin' ? rows : rows.filter((row) => row.key !== '');
  return new Map(told.map(({ key, ...counts }) => [key || NO_KEY, counts]));
}
