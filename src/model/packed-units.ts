import type { RateKey } from './packed-context.ts';

/**
 * What tells the shape of the work of a session's turns and agents, as it is kept: numbers in one array, so that a year
 * of them is read in a moment, and what has to be text beside it. The array holds unit after unit, each followed by its
 * parts: its responses by price, prompt size and quarter of an hour. Neither depends on list prices or on a window.
 */
export interface PackedUnits {
  /** What decides prices beside time and prompt size, by the index that parts have. */
  readonly rates: readonly RateKey[];
  /** Ids of the units' turns, in their order, then of their agents. '' is the main thread outside of turns. */
  readonly ids: readonly string[];
  readonly numbers: readonly (number | null)[];
}

/** Numbers of a unit, by their place. Counts of calls are those that its own session made. */
export const UNIT = {
  parts: 0,
  isAgent: 1,
  /** 0 where the session has no turn or agent of its name, so that nothing but its responses is known. */
  isKnown: 2,
  /** Responses of the turn by whatever model; `NONE` for an agent. */
  responses: 3,
  interrupted: 4,
  /** The permission mode of the turn is that of plans. */
  plans: 5,
  /** Calls into and out of plan mode. */
  planCalls: 6,
  agents: 7,
  /** Distinct files that were edited with success. */
  files: 8,
  /** Lines added and removed, of the edits that tell. */
  lines: 9,
  /** Edits that do not tell how many lines they changed. */
  linesUnknown: 10,
  retries: 11,
  /** Files that the person's next prompt had edited again. */
  editedAgain: 12,
  length: 13,
} as const;

/** Numbers of a part, by their place; what is not known is `NONE`, the quarter of responses without a time null. */
export const PART = {
  rate: 0,
  quarter: 1,
  step: 2,
  input: 3,
  output: 4,
  cacheRead: 5,
  cacheWrite5m: 6,
  cacheWrite1h: 7,
  webSearches: 8,
  responses: 9,
  unfinished: 10,
  toolCalls: 11,
  thinking: 12,
  thinkingUnknown: 13,
  effortRank: 14,
  /** Place of its first response in the session, the size of that one's prompt, and what of it was read from the cache. */
  first: 15,
  firstContext: 16,
  firstRead: 17,
  /** Prompt size of the main thread's last response before its first; `NONE` where there is none, and for agents. */
  before: 18,
  last: 19,
  lastContext: 20,
  length: 21,
} as const;

export const NONE = -1;
