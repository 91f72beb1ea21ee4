import { columnAt, ITEM, kindOfNumber, labelParts } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { Weighed } from './weigh-context.ts';

/** What an MCP server took in the fixed context of a thread: its tools and its instructions. */
export interface ThreadServer {
  readonly name: string;
  /** Sent in total: summed over the responses that had it in their prompt. */
  readonly tokens: number;
  readonly responses: number;
}

/** The MCP servers in the fixed context of a thread, by name; the same figures as `fixedContext` sums over threads. */
export function threadServers(row: ContextRow, weighed: Weighed, labels: readonly string[]): ThreadServer[] {
  const { items, tools } = row;
  const { count, sent, distinct } = weighed;
  const [kindAt, toolAt] = [columnAt(ITEM.kind, count), columnAt(ITEM.tool, count)];
  const sums = new Map<string, { tokens: number; responses: number }>();
  for (let item = 0; item < count; item++) {
    const tokens = sent[item] as number;
    if (tokens === 0 || kindOfNumber(items[kindAt + item] as number) !== 'base') continue;
    if (tools[items[toolAt + item] as number] !== 'mcp') continue;
    const name = labelParts(labels[item] ?? '').label;
    const sum = sums.get(name) ?? { tokens: 0, responses: 0 };
    sum.tokens += tokens;
    sum.responses += distinct[item] as number;
    sums.set(name, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => ({ name, ...sum }));
}
