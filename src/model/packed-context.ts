import { ITEM_KINDS, type ItemKind } from './context.ts';
import type { AgentId } from './ids.ts';
import { DAY_MS, type Millis, millis } from './time.ts';

/**
 * The context of a thread as it is kept: numbers in two arrays, so that a year of them is read in a moment, and what
 * has to be text beside them.
 */
export interface PackedContext {
  readonly agentId: AgentId;
  readonly logged: boolean;
  /** Names of tools, by the index that items have. */
  readonly tools: readonly string[];
  /** What decides the price of a step beside its time and its tokens, by the index that steps have. */
  readonly rates: readonly RateKey[];
  /** Labels of the items, each as `keptLabel` makes it. */
  readonly labels: readonly string[];
  /** Some of its responses belong to another session. */
  readonly copies: boolean;
  /**
   * How many items there are, what they are, column by column (`ITEM`), and what they came to: sum after sum
   * of the steps that have the same price per token whatever that is (`SUM`).
   */
  readonly items: Int32Array;
  /** Stretch after stretch: how many places and steps it has, the places, the steps. For windows that cut a day. */
  readonly stretches: Int32Array;
}

/**
 * The context of a thread whose responses are not settled yet: packed as if none of them counted, without any sum, with
 * what finds its steps once it is known which of them do.
 */
export interface LaidOutContext extends Omit<PackedContext, 'rates' | 'copies'> {
  readonly steps: readonly LaidOutStep[];
}

/** Where a step stands in the stretches, the response it is of, and what entered with it (`Step`). */
export type LaidOutStep = readonly [at: number, key: string, variant: string, entered: readonly number[]];

export type RateKey = readonly [model: string, fast: boolean, geo: string, tier: string];

/**
 * Columns of items. `label` and `file` are hashes, of which a file that was read and one that a command read have
 * the same. `copied`: of the tokens those that entered elsewhere first, where one number of tokens is of several entries
 * or an agent replays its session; what sessions copy of one another is known by its time.
 */
export const ITEM = {
  kind: 0,
  tool: 1,
  tokens: 2,
  chars: 3,
  label: 4,
  content: 5,
  day: 6,
  ms: 7,
  file: 8,
  copied: 9,
  length: 10,
} as const;

/** Where a column begins in an array of so many items; the sums begin where one behind the last would. */
export function columnAt(column: number, count: number): number {
  return 1 + column * count;
}

/**
 * Numbers of a sum: the rate, UTC day and prompt step (`PROMPT_STEP`) that its steps share; how many of them sent more
 * than lies on the places, and that by class; which columns it has, as bits, and of how many items. Behind these
 * stand the items, and then the columns.
 */
export const SUM = {
  rate: 0,
  day: 1,
  promptStep: 2,
  beyond: 3,
  columns: 8,
  count: 9,
  length: 10,
} as const;

/**
 * Columns of a sum, one number for each of its items: responses whose prompts had it, and its tokens times those that
 * read them from the cache, wrote them for an hour, for five minutes, or sent them as they are. `beyond` has the same
 * order. A column of zeros is left out.
 */
export const SUM_COLUMN = { responses: 0, read: 1, write1h: 2, write5m: 3, input: 4, length: 5 } as const;

/** Numbers of a place: its item and its tokens. */
export const PLACE = { item: 0, tokens: 1, length: 2 } as const;

/** Numbers of a step. `rate` is -1 for a response that another session owns: its places are held, its price is not. */
export const STEP = {
  day: 0,
  ms: 1,
  rate: 2,
  context: 3,
  read: 4,
  write1h: 5,
  write5m: 6,
  input: 7,
  length: 8,
} as const;

/** The largest number that is kept: what is larger is kept as several, which add up. */
export const LARGEST_KEPT = 2 ** 31 - 1;

/** Instead of a rate: counted elsewhere. */
export const NOT_COUNTED = -1;

/** Instead of a day: no time. */
export const NO_DAY = -1;

/** A time as two numbers of 32 bits. */
export function packTime(at: Millis | null): readonly [day: number, ms: number] {
  return at === null || at < 0 ? [NO_DAY, 0] : [Math.floor(at / DAY_MS), at % DAY_MS];
}

/** The time of `packTime`. */
export function timeOf(day: number, ms: number): Millis | null {
  return day === NO_DAY ? null : millis(day * DAY_MS + ms);
}

/** A label with the file that a command read, if it did, as one text. */
export function keptLabel(label: string, file: string): string {
  return file === '' ? label : `${label}\n${file}`;
}

/** The parts of `keptLabel`. */
export function labelParts(kept: string): { readonly label: string; readonly file: string } {
  const [label = '', file = ''] = kept.split('\n');
  return { label, file };
}

/** A kind as its number, and back. */
export function numberOfKind(kind: ItemKind): number {
  return ITEM_KINDS.indexOf(kind);
}

export function kindOfNumber(kind: number): ItemKind {
  return ITEM_KINDS[kind] ?? 'unattributed';
}

/** Which of the items are the earlier answers as a whole; their parts stand right behind. -1 where there are none. */
export function answersAmong(items: Int32Array): number {
  const [count = 0] = items;
  const kinds = columnAt(ITEM.kind, count);
  return items.subarray(kinds, kinds + count).indexOf(OUTPUT);
}

/** Instead of the place of earlier answers among the items. */
export const NO_ANSWERS = -1;

const OUTPUT = numberOfKind('output');
