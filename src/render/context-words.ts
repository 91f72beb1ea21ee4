import type { LedgerItem } from '../analyse/context-ledger.ts';
import type { RecurringKind } from '../analyse/recurring-keys.ts';
import type { PassengerKind } from '../model/context.ts';
import { mcpServer, toolKind } from '../model/tool-kind.ts';

/** What kinds of passengers are called. */
export const KIND_NAMES: Readonly<Record<PassengerKind, string>> = {
  base: 'fixed context',
  prompt: 'prompts',
  output: 'earlier answers',
  tool: 'tool results',
  attachment: 'attachments',
  memory: 'memory files',
  image: 'images',
  skill: 'skills',
  summary: 'compaction summaries',
  note: 'notes of Claude Code',
  attempts: 'further attempts',
  unattributed: 'not attributed',
  hook: 'hook output',
};

/** What can be done about a kind of passenger, in a few words; '' where nothing can. */
export function fixOf({ kind, tool, label }: Pick<LedgerItem, 'kind' | 'tool' | 'label'>): string {
  switch (kind) {
    case 'base':
      return 'fixed context: fewer MCP servers and plugins (tj context --by fixed)';
    case 'output':
      return 'earlier answers: /clear between tasks';
    case 'prompt':
      return 'prompts: name a file instead of pasting it';
    case 'tool':
      return toolFix(tool);
    case 'attachment':
      return attachmentFix(label);
    case 'memory':
      return 'memory files: shorten them, or scope rules to paths';
    case 'hook':
      return 'hooks: shorter additional context';
    case 'image':
      return 'images: smaller or fewer screenshots';
    case 'skill':
      return 'skills: move detail into files that are read when needed';
    case 'summary':
    case 'note':
    case 'attempts':
    case 'unattributed':
      return '';
  }
}

function toolFix(tool: string): string {
  const server = mcpServer(tool);
  if (server !== null) return `${server} (MCP): ask it for less, or turn it off where it is not needed`;
  switch (toolKind(tool)) {
    case 'read':
      return `${tool}: read the lines that are needed, or let an agent read`;
    case 'command':
      return `${tool}: quieter flags, or | tail`;
    case 'search':
      return `${tool}: narrower patterns, file names only`;
    case 'source':
      return `${tool}: let an agent fetch and report`;
    case 'agent':
      return `${tool}: ask for short reports`;
    case 'edit':
    case 'other':
      return '';
  }
}

function attachmentFix(label: string): string {
  if (label === 'skill_listing') return 'skill listing: turn off skills and plugins you do not use';
  if (label === 'agent_listing_delta') return 'agent listing: fewer agents defined';
  if (label.startsWith('deferred_tools') || label.startsWith('mcp_')) return 'tool listings: fewer MCP servers';
  return '';
}

/** What can be done about something that comes again and again. */
export const RECURRING_FIX: Readonly<Record<RecurringKind, string>> = {
  file: 'files: @file in CLAUDE.md, or a summary of them there',
  search: 'searches: note the result in CLAUDE.md',
  prompt: 'prompts: make them a slash command',
  output: 'outputs: write them to a file once and refer to that',
};
