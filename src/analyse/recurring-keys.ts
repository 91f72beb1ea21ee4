import { numberOfKind, PASSENGER } from '../model/packed-context.ts';
import { toolKind } from '../model/tool-kind.ts';
import type { ContextRow } from '../query/contexts.ts';
import { FIRST_PASSENGER, type Weighed } from './weigh-context.ts';

export const RECURRING_KINDS = ['file', 'search', 'prompt', 'output'] as const;

export type RecurringKind = (typeof RECURRING_KINDS)[number];

/** A thread with what its passengers came to. */
export interface Seen {
  readonly row: ContextRow;
  readonly weighed: Weighed;
  /** What each tool of the thread returns, by its index. */
  readonly returns: readonly ToolReturn[];
}

type ToolReturn = 'file' | 'edit' | 'search' | 'other';

const [FILE, SEARCH, PROMPTED, OUTPUT] = [0, 1, 2, 3];

/** Outputs of fewer characters are not looked for again. */
const LEAST_OUTPUT_CHARS = 2000;

const PROMPT = numberOfKind('prompt');
const TOOL = numberOfKind('tool');

/** What is told of an entry: its kind as a place among `RECURRING_KINDS`, the hash that is the same when it comes again, its passenger, whether it is an edit. */
export type TellEntry = (kind: number, hash: number, passenger: number, isEdit: boolean) => void;

/**
 * Tells every entry of a thread that can recur and that the window's prompts carried. An edit, whenever it was, is told
 * of its file.
 */
export function eachEntry({ row: { numbers }, weighed, returns }: Seen, tell: TellEntry): void {
  for (let passenger = 0; passenger < weighed.count; passenger++) {
    const at = FIRST_PASSENGER + passenger * PASSENGER.length;
    const kind = numbers[at + PASSENGER.kind] as number;
    if (kind !== TOOL && kind !== PROMPT) continue;
    const isCarried = (weighed.carried[passenger] as number) > 0;
    const content = numbers[at + PASSENGER.content] as number;
    if (kind === PROMPT) {
      if (isCarried && content !== 0) tell(PROMPTED, content, passenger, false);
      continue;
    }
    const label = numbers[at + PASSENGER.label] as number;
    const own = returns[numbers[at + PASSENGER.tool] as number] ?? 'other';
    if (own !== 'other' && label !== 0) {
      if (own === 'edit') tell(FILE, label, passenger, true);
      else if (isCarried) tell(own === 'file' ? FILE : SEARCH, label, passenger, false);
    } else if (isCarried && content !== 0 && (numbers[at + PASSENGER.chars] as number) >= LEAST_OUTPUT_CHARS) {
      tell(OUTPUT, content, passenger, false);
    }
  }
}

/** What a tool of this name returns. */
export function returnOf(tool: string): ToolReturn {
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
