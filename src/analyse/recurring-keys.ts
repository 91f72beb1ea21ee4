import { columnAt, numberOfKind, PASSENGER, type PackedContext } from '../model/packed-context.ts';
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

/** What is told of an entry: its kind as a place among `RECURRING_KINDS`, the hash that is the same when it comes again, its passenger, whether it is an edit. */
export type TellEntry = (kind: number, hash: number, passenger: number, isEdit: boolean) => void;

/** How many passengers a thread has, and the tokens that prompts carried of each. */
export interface Carried {
  readonly count: number;
  readonly carried: Float64Array;
}

/**
 * Tells every entry of a thread that can recur and that the window's prompts carried, unless the thread only replays it.
 * An edit, whenever it was, is told of its file. A file that a command read has the hash of one that a tool read.
 */
export function eachEntry(
  { passengers, tools }: Pick<PackedContext, 'passengers' | 'tools'>,
  { count, carried }: Carried,
  tell: TellEntry,
): void {
  const returns = returnsOf(tools);
  const kinds = columnAt(PASSENGER.kind, count);
  const ofTools = columnAt(PASSENGER.tool, count);
  const chars = columnAt(PASSENGER.chars, count);
  const labels = columnAt(PASSENGER.label, count);
  const contents = columnAt(PASSENGER.content, count);
  const files = columnAt(PASSENGER.file, count);
  for (let passenger = 0; passenger < count; passenger++) {
    const kind = passengers[kinds + passenger] as number;
    if (kind !== TOOL && kind !== PROMPT) continue;
    const isCarried = (carried[passenger] as number) > 0 && !isReplayed(passengers, passenger);
    const content = passengers[contents + passenger] as number;
    if (kind === PROMPT) {
      if (isCarried && content !== 0) tell(PROMPTED, content, passenger, false);
      continue;
    }
    const label = passengers[labels + passenger] as number;
    const file = passengers[files + passenger] as number;
    const own = returns[passengers[ofTools + passenger] as number] ?? 'other';
    if (own !== 'other' && label !== 0) {
      if (own === 'edit') tell(FILE, label, passenger, true);
      else if (isCarried) tell(own === 'file' ? FILE : SEARCH, label, passenger, false);
    } else if (file !== 0) {
      if (isCarried) tell(FILE, file, passenger, false);
    } else if (isCarried && content !== 0 && (passengers[chars + passenger] as number) >= LEAST_OUTPUT_CHARS) {
      tell(OUTPUT, content, passenger, false);
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
