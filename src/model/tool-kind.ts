import { entryOf } from './entry-of.ts';

/** What a tool does, as far as a map of a prompt tells tools apart. */
export type ToolKind = 'read' | 'edit' | 'command' | 'search' | 'source' | 'agent' | 'other';

const KINDS: Readonly<Record<string, ToolKind>> = {
  ...{ Read: 'read', NotebookRead: 'read' },
  ...{ Edit: 'edit', MultiEdit: 'edit', Write: 'edit', NotebookEdit: 'edit' },
  ...{ Bash: 'command', PowerShell: 'command' },
  ...{ Grep: 'search', Glob: 'search', LS: 'search', ToolSearch: 'search' },
  ...{ WebFetch: 'source', WebSearch: 'source' },
  ...{ Agent: 'agent', Task: 'agent' },
};

/** What the tool of this name does. */
export function toolKind(name: string): ToolKind {
  return entryOf(KINDS, name) ?? 'other';
}

/** The names of the tools that do one of these. */
export function toolNames(...kinds: readonly ToolKind[]): string[] {
  return Object.keys(KINDS).filter((name) => kinds.includes(toolKind(name)));
}

/** The server of an MCP tool, as it stands in the tool's name; null for a tool that is none. */
export function mcpServer(name: string): string | null {
  return name.startsWith('mcp__') ? (name.split('__')[1] ?? null) : null;
}
