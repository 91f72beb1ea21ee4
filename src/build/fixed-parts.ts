import type { FixedContextRecord } from '../model/context-records.ts';
import type { FixedPart } from '../model/fixed-part.ts';

/** A part with its name and size in characters. */
export interface FixedSize {
  readonly part: FixedPart;
  readonly name: string;
  readonly chars: number;
}

const MCP_TOOL = /^mcp__(.+?)__/;

/** A tool is a part of its own, or of the MCP server that has it. */
export function partOfTool(tool: string): readonly [part: FixedPart, name: string] {
  const server = MCP_TOOL.exec(tool)?.[1];
  return server === undefined ? ['tool', tool] : ['mcp', server];
}

/** The parts of a fixed context in the order of the prompt: tools, then the system prompt. Deferred tools are in none. */
export function fixedPartsOf({ system, tools }: Pick<FixedContextRecord, 'system' | 'tools'>): FixedSize[] {
  const parts = new Map<string, FixedSize>();
  for (const { name: tool, chars, deferred } of tools ?? []) {
    if (deferred) continue;
    const [part, name] = partOfTool(tool);
    const known = parts.get(`${part} ${name}`)?.chars ?? 0;
    parts.set(`${part} ${name}`, { part, name, chars: known + chars });
  }
  const prompt: FixedSize[] =
    system.chars === 0 ? [] : [{ part: 'system', name: 'system prompt', chars: system.chars }];
  return [...parts.values(), ...prompt];
}
