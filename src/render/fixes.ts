import type { LedgerItem } from '../analyse/context-ledger.ts';
import { mcpServer, toolKind } from '../model/tool-kind.ts';

/** What can be done about an item or a kind of items, in at most 33 characters; '' where nothing can. */
export function fixOf({ kind, tool, label }: Pick<LedgerItem, 'kind' | 'tool' | 'label'>): string {
  switch (kind) {
    case 'base':
      return partFix(tool, label);
    case 'output':
      return '/clear between tasks';
    case 'prompt':
      return label.startsWith('/') ? '' : 'name a file instead of pasting it';
    case 'tool':
      return toolFix(tool);
    case 'attachment':
      return listingFix(label);
    case 'memory':
      return 'shorten it, or scope it to paths';
    case 'hook':
      return 'shorter additional context';
    case 'image':
      return 'smaller or fewer screenshots';
    case 'skill':
      return 'move detail into files';
    case 'summary':
    case 'note':
    case 'attempts':
    case 'unattributed':
      return '';
  }
}

function toolFix(tool: string): string {
  if (mcpServer(tool) !== null) return 'ask it for less, or turn it off';
  switch (toolKind(tool)) {
    case 'read':
      return 'read only the lines needed';
    case 'command':
      return 'quieter flags, or | tail';
    case 'search':
      return 'narrower patterns, names only';
    case 'source':
      return 'let an agent fetch and report';
    case 'agent':
      return 'ask for short reports';
    case 'edit':
    case 'other':
      return '';
  }
}

/** Of a part of the fixed context; without a label, of all of it. */
function partFix(part: string, label: string): string {
  if (label === '') return 'fewer MCP servers and plugins';
  switch (part) {
    case 'mcp':
      return 'turn it off where it is unused';
    case 'skill':
      return 'turn off skills you do not use';
    case 'agent':
      return 'fewer agents defined';
    default:
      return listingFix(label);
  }
}

function listingFix(label: string): string {
  if (label.startsWith('skill')) return 'turn off skills you do not use';
  if (label.startsWith('agent')) return 'fewer agents defined';
  return /^(?:deferred.tools|mcp)/i.test(label) ? 'fewer MCP servers' : '';
}
