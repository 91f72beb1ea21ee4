import type { Turn } from '../model/session-rows.ts';
import type { Tool } from '../model/span-rows.ts';
import { type ToolKind, toolKind } from '../model/tool-kind.ts';
import type { SessionDetail, TurnDetail } from './session-detail.ts';
import type { Usage } from './usage.ts';

/** What one prompt led to, agents included. */
export interface PromptMapRow {
  readonly turn: Turn;
  readonly usage: Usage;
  /** Of the session's list-price weight, 0 to 1; null when it is not known. */
  readonly shareListPrice: number | null;
  readonly read: readonly NamedCalls[];
  readonly edited: readonly NamedCalls[];
  readonly commands: readonly NamedCalls[];
  readonly searches: readonly NamedCalls[];
  readonly sources: readonly NamedCalls[];
  /** Other tools, by their own names. */
  readonly other: readonly NamedCalls[];
  readonly agents: number;
  readonly errors: number;
  readonly retries: number;
  readonly linesAdded: number;
  readonly linesRemoved: number;
}

export interface NamedCalls {
  readonly name: string;
  readonly calls: number;
}

/** The map of a session, prompt by prompt in its order (insight.md section 8). */
export function mapOf(detail: SessionDetail): PromptMapRow[] {
  return detail.turns.map((turn) => rowOf(turn, detail));
}

function rowOf({ turn, usage, tools, agents }: TurnDetail, detail: SessionDetail): PromptMapRow {
  const whole = Number(detail.usage.cost ?? 0n);
  const named = (kind: ToolKind) => namedCalls(tools, (tool) => (toolKind(tool.name) === kind ? tool.target : ''));
  return {
    turn,
    usage,
    shareListPrice: usage.cost === null || whole === 0 ? null : Number(usage.cost) / whole,
    read: named('read'),
    edited: named('edit'),
    commands: named('command'),
    searches: named('search'),
    sources: named('source'),
    other: namedCalls(tools, (tool) => (toolKind(tool.name) === 'other' ? tool.name : '')),
    agents,
    errors: tools.filter((tool) => tool.status === 'error').length,
    retries: tools.filter((tool) => detail.repeats.get(tool.toolUseId)?.isRetry).length,
    linesAdded: tools.reduce((sum, tool) => sum + (tool.lines?.added ?? 0), 0),
    linesRemoved: tools.reduce((sum, tool) => sum + (tool.lines?.removed ?? 0), 0),
  };
}

/** Names with how often they were called on, the most often first. */
function namedCalls(tools: readonly Tool[], nameOf: (tool: Tool) => string): NamedCalls[] {
  const counts = new Map<string, number>();
  for (const tool of tools) {
    const name = nameOf(tool);
    if (name !== '') counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([name, calls]) => ({ name, calls }))
    .sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
}
