import { columnAt, ITEM, numberOfKind, type PackedContext } from '../model/packed-context.ts';
import { toolKind } from '../model/tool-kind.ts';
import { isReplayed } from './replays.ts';

export const RECURRING_KINDS = ['file', 'search', 'prompt', 'output'] as const;

export type RecurringKind = (typeof RECURRING_KINDS)[number];

type ToolReturn = 'file' | 'edit' | 'search' | 'other';

const [FILE, SEARCH, PROMPTED, OUTPUT] = [0, 1, 2, 3];

/** Outputs of fewer characters are not looked for again. */
const LEAST_OUTPUT_CHARS = 2000;

const PROMPT = numberOfKind('prompt');
const TOOL = numberOfKind('tool');

/** What is told of an entry: its kind as a place among `RECURRING_KINDS`, the hash that is the same when it comes again, its item, whether it is an edit. */
export type TellEntry = (kind: number, hash: number, item: number, isEdit: boolean) => void;

/** How many items a thread has, and the tokens that prompts had of each. */
export interface Sent {
  readonly count: number;
  readonly sent: Float64Array;
}

/**
 * Tells every entry of a thread that can recur and that the window's prompts sent, unless the thread only replays it.
 * An edit, whenever it was, is told of its file. A file that a command read has the hash of one that a tool read.
 */
export function eachEntry(
  { items, tools }: Pick<PackedContext, 'items' | 'tools'>,
  { count, sent }: Sent,
  tell: TellEntry,
): void {
  const returns = returnsOf(tools);
  const kinds = columnAt(ITEM.kind, count);
  const ofTools = columnAt(ITEM.tool, count);
  const chars = columnAt(ITEM.chars, count);
  const labels = columnAt(ITEM.label, count);
  const contents = columnAt(ITEM.content, count);
  const files = columnAt(ITEM.file, count);
  for (let item = 0; item < count; item++) {
    const kind = items[kinds + item] as number;
    if (kind !== TOOL && kind !== PROMPT) continue;
    const isSent = (sent[item] as number) > 0 && !isReplayed(items, item);
    const content = items[contents + item] as number;
    if (kind === PROMPT) {
      if (isSent && content !== 0) tell(PROMPTED, content, item, false);
      continue;
    }
    const label = items[labels + item] as number;
    const file = items[files + item] as number;
    const own = returns[items[ofTools + item] as number] ?? 'other';
    if (own !== 'other' && label !== 0) {
      if (own === 'edit') tell(FILE, label, item, true);
      else if (isSent) tell(own === 'file' ? FILE : SEARCH, label, item, false);
    } else if (file !== 0) {
      if (isSent) tell(FILE, file, item, false);
    } else if (isSent && content !== 0 && (items[chars + item] as number) >= LEAST_OUTPUT_CHARS) {
      tell(OUTPUT, content, item, false);
    }
  }
}

/** Tools of MCP servers that read one file, such as `mcp__filesystem__read_text_file`. */
const MCP_READ = /^mcp__.+__read_?(?:[a-z]+_)?(?:file|notebook)$/i;

/** By lists of tools, of which there are few. */
const known = new WeakMap<readonly string[], readonly ToolReturn[]>();

function returnsOf(tools: readonly string[]): readonly ToolReturn[] {
  const returns = known.get(tools) ?? tools.map(returnOf);
  known.set(tools, returns);
  return returns;
}

/** What a tool of this name returns. */
function returnOf(tool: string): ToolReturn {
  if (MCP_READ.test(tool)) return 'file';
  switch (toolKind(tool)) {
    case 'read':
      return 'file';
    case 'edit':
      return 'edit';
    case 'search':
    case 'source':
      return 'search';
    default:
      return 'other';
  }
}
