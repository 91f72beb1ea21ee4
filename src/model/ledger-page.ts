import { type PackedContext, type RateKey, SUM_COLUMN } from './packed-context.ts';

/** What every ledger asks for of a thread's context. */
export interface KeptThread extends Pick<PackedContext, 'tools' | 'rates' | 'passengers'> {
  readonly sessionId: string;
  readonly agentId: string;
}

/**
 * What the prompts of many sessions were made of, summed: a year of them is few numbers. Any price may be put on them,
 * but they answer only for all of these sessions together, and for all of their time.
 */
export interface LedgerPage {
  /** Names of tools, by the index that items have. */
  readonly tools: readonly string[];
  /** What decides the price of a class beside its day and prompt step, by the index that classes have. */
  readonly rates: readonly RateKey[];
  /** First and last UTC day on which something was sent: `NO_DAY` is before all others; null when nothing was. */
  readonly days: PageDays | null;
  readonly classes: readonly PageClass[];
  /** What threads of agents sent: rows of `PAGE_SUM`, their responses not counted. */
  readonly agents: readonly number[];
  /** All threads of a session follow on one another. */
  readonly threads: readonly PageThread[];
  /** Item after item: `ITEM`, and so many rows of `PAGE_SUM`. */
  readonly items: Int32Array;
  /** What may recur, key after key: `KEY`, and so many rows of `PAGE_SUM`. */
  readonly keys: Int32Array;
  /** Each time that a key came into a context, in the order of `keys`: `ENTRY`, and so many rows of `PAGE_SUM`. */
  readonly entries: Int32Array;
}

export type PageDays = readonly [first: number, last: number];

/** What has the same price per token, whatever that is. */
export type PageClass = readonly [rate: number, day: number, promptStep: number];

export type PageThread = readonly [sessionId: string, agentId: string];

/** Numbers of a sum: its class, and behind it those of `SUM_COLUMN`. */
export const PAGE_SUM = { class: 0, columns: 1, length: 1 + SUM_COLUMN.length } as const;

/**
 * Numbers of an item: kind and tool, hash of its label (0 without one), how often it entered a context, in how many
 * sessions, tokens on entry, one of its threads and its passenger there, and how many sums follow.
 */
export const ITEM = {
  ...({ kind: 0, tool: 1, label: 2, times: 3, sessions: 4 } as const),
  ...({ tokens: 5, thread: 6, passenger: 7, sums: 8, length: 9 } as const),
} as const;

/**
 * Numbers of a key: its kind and hash (`eachEntry`), how often it entered a context, in how many sessions, where its
 * entries begin and how many they are, and how many sums follow.
 */
export const KEY = { kind: 0, hash: 1, times: 2, sessions: 3, from: 4, entries: 5, sums: 6, length: 7 } as const;

/** Numbers of an entry: when (`packTime`), 1 for an edit, thread, passenger, tool, tokens, and how many sums follow. */
export const ENTRY = {
  ...({ day: 0, ms: 1, edit: 2, thread: 3, passenger: 4, tool: 5, tokens: 6, sums: 7, length: 8 } as const),
} as const;
