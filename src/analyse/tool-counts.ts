import type { Repeat } from '../build/repeats.ts';
import type { Tool } from '../model/span-rows.ts';

/** Calls of one tool, and what came of them. */
export interface ToolCount {
  readonly name: string;
  readonly calls: number;
  readonly errors: number;
  readonly denied: number;
  /** Calls without a result, interrupted ones among them. */
  readonly open: number;
  readonly retries: number;
  readonly loops: number;
  /** Characters of all results. */
  readonly resultChars: number;
}

/** Calls by tool, the most used first. Errors are of the same calls. */
export function toolCounts(tools: readonly Tool[], repeats: ReadonlyMap<string, Repeat>): ToolCount[] {
  const counts = new Map<string, ToolCount>();
  for (const tool of tools) {
    const { name } = tool;
    const before = counts.get(name) ?? {
      ...{ name, calls: 0, errors: 0, denied: 0, open: 0, retries: 0, loops: 0, resultChars: 0 },
    };
    const repeat = repeats.get(tool.toolUseId);
    counts.set(name, {
      name,
      calls: before.calls + 1,
      errors: before.errors + (tool.status === 'error' ? 1 : 0),
      denied: before.denied + (tool.status === 'denied' ? 1 : 0),
      open: before.open + (tool.status === 'open' || tool.status === 'interrupted' ? 1 : 0),
      retries: before.retries + (repeat?.isRetry ? 1 : 0),
      loops: before.loops + (repeat?.isLoop ? 1 : 0),
      resultChars: before.resultChars + (tool.resultChars ?? 0),
    });
  }
  return [...counts.values()].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
