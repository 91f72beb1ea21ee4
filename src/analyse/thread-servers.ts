import { columnAt, kindOfNumber, labelParts, PASSENGER } from '../model/packed-context.ts';
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
  const { passengers, tools } = row;
  const { count, carried, distinct } = weighed;
  const [kindAt, toolAt] = [columnAt(PASSENGER.kind, count), columnAt(PASSENGER.tool, count)];
  const sums = new Map<string, { tokens: number; responses: number }>();
  for (let passenger = 0; passenger < count; passenger++) {
    const tokens = carried[passenger] as number;
    if (tokens === 0 || kindOfNumber(passengers[kindAt + passenger] as number) !== 'base') continue;
    if (tools[passengers[toolAt + passenger] as number] !== 'mcp') continue;
    const name = labelParts(labels[passenger] ?? '').label;
    const sum = sums.get(name) ?? { tokens: 0, responses: 0 };
    sum.tokens += tokens;
    sum.responses += distinct[passenger] as number;
    sums.set(name, sum);
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, sum]) => ({ name, ...sum }));
}
