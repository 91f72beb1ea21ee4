import { kindOfNumber, PASSENGER } from '../model/packed-context.ts';
import type { ContextRow } from '../query/contexts.ts';
import { toolKind } from './tool-kind.ts';
import { FIRST_PASSENGER, type Weighed } from './weigh-context.ts';

/** Outputs of fewer characters are not looked for again. */
const LEAST_OUTPUT_CHARS = 2000;

/** What an entry is of, in the numbers that keys are made of. */
export const CLASS = { none: 0, file: 1, edit: 2, search: 3, prompt: 4, output: 5 } as const;

/** A thread with what its passengers came to. */
export interface Seen {
  readonly row: ContextRow;
  readonly weighed: Weighed;
  /** Class of each tool of the thread, by its index. */
  readonly classes: readonly number[];
}

/** Tells every entry of a thread that can recur and that the window's prompts carried. An edit, whenever it was, has the key of its file. */
export function eachKey(
  { row: { numbers }, weighed, classes }: Seen,
  tell: (key: number, passenger: number, isEdit: boolean) => void,
): void {
  for (let passenger = 0; passenger < weighed.count; passenger++) {
    const at = FIRST_PASSENGER + passenger * PASSENGER.length;
    const isCarried = (weighed.carried[passenger] as number) > 0;
    const kind = kindOfNumber(numbers[at + PASSENGER.kind] as number);
    const label = numbers[at + PASSENGER.label] as number;
    const content = numbers[at + PASSENGER.content] as number;
    if (kind === 'prompt') {
      if (content !== 0 && isCarried) tell(keyOf(CLASS.prompt, content), passenger, false);
      continue;
    }
    if (kind !== 'tool') continue;
    const own = classes[numbers[at + PASSENGER.tool] as number] ?? CLASS.none;
    if (!isCarried && own !== CLASS.edit) continue;
    if (own !== CLASS.none && label !== 0) {
      tell(keyOf(own === CLASS.edit ? CLASS.file : own, label), passenger, own === CLASS.edit);
    } else if (content !== 0 && (numbers[at + PASSENGER.chars] as number) >= LEAST_OUTPUT_CHARS) {
      tell(keyOf(CLASS.output, content), passenger, false);
    }
  }
}

function keyOf(own: number, hash: number): number {
  return own * 2 ** 32 + (hash >>> 0);
}

/** The class that a key is of. */
export function classOfKey(key: number): number {
  return Math.floor(key / 2 ** 32);
}

/** The class of what a tool of this name returns. */
export function classOfTool(tool: string): number {
  switch (toolKind(tool)) {
    case 'read':
      return CLASS.file;
    case 'edit':
      return CLASS.edit;
    case 'search':
    case 'source':
      return CLASS.search;
    default:
      return CLASS.none;
  }
}
