import type { ToolUsageRow } from '../query/tool-usage.ts';
import { mcpServer } from './tool-kind.ts';

/** Calls and their outcomes; errors, denied and open ones are of the same calls. */
export interface CallCounts {
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  readonly open: number;
  readonly resultChars: number;
}

export const NO_CALLS: CallCounts = { calls: 0, errors: 0, denied: 0, open: 0, resultChars: 0 };

/** Calls by tool, MCP server or skill; calls that are of none are left out. */
export function callCounts(rows: readonly ToolUsageRow[], by: 'tool' | 'mcp' | 'skill'): Map<string, CallCounts> {
  const counts = new Map<string, CallCounts>();
  for (const row of rows) {
    const key = by === 'tool' ? row.name : by === 'mcp' ? mcpServer(row.name) : row.skill;
    if (key === null || key === '') continue;
    const before = counts.get(key) ?? NO_CALLS;
    counts.set(key, {
      calls: before.calls + row.calls,
      errors: before.errors + row.errors,
      denied: before.denied + row.denied,
      open: before.open + row.open,
      resultChars: before.resultChars + row.resultChars,
    });
  }
  return counts;
}
