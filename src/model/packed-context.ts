import { PASSENGER_KINDS, type PassengerKind } from './context.ts';
import type { AgentId } from './ids.ts';
import { DAY_MS, type Millis, millis } from './time.ts';

/**
 * The context of a thread as it is kept: numbers in one array, so that a year of them is read in a moment, and what
 * has to be text beside it. The array holds how many passengers there are and these, then stretch after stretch: how
 * many places and steps it has, the places, the steps.
 */
export interface PackedContext {
  readonly agentId: AgentId;
  /** Names of tools, by the index that passengers have. */
  readonly tools: readonly string[];
  /** What decides the price of a step beside its time and its tokens, by the index that steps have. */
  readonly rates: readonly RateKey[];
  /** Labels of the passengers. */
  readonly labels: readonly string[];
  readonly numbers: Int32Array;
}

/**
 * The context of a thread whose responses are not settled yet: packed as if none of them counted, with what finds its
 * steps once it is known which of them do.
 */
export interface LaidOutContext extends Omit<PackedContext, 'rates'> {
  readonly steps: readonly LaidOutStep[];
}

/** Where a step stands in the numbers, and the response it is of. */
export type LaidOutStep = readonly [at: number, key: string, variant: string];

export type RateKey = readonly [model: string, fast: boolean, geo: string, tier: string];

/** Numbers of a passenger, by their place. */
export const PASSENGER = {
  kind: 0,
  tool: 1,
  tokens: 2,
  chars: 3,
  label: 4,
  content: 5,
  day: 6,
  ms: 7,
  length: 8,
} as const;

/** Numbers of a place: its passenger and its tokens. */
export const PLACE = { passenger: 0, tokens: 1, length: 2 } as const;

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

/** Instead of a rate: counted elsewhere. */
export const NOT_COUNTED = -1;

/** Instead of a day: no time. */
const NO_DAY = -1;

/** A time as two numbers of 32 bits. */
export function packTime(at: Millis | null): readonly [day: number, ms: number] {
  return at === null || at < 0 ? [NO_DAY, 0] : [Math.floor(at / DAY_MS), at % DAY_MS];
}

/** The time of `packTime`. */
export function timeOf(day: number, ms: number): Millis | null {
  return day === NO_DAY ? null : millis(day * DAY_MS + ms);
}

/** A kind as its number, and back. */
export function numberOfKind(kind: PassengerKind): number {
  return PASSENGER_KINDS.indexOf(kind);
}

export function kindOfNumber(kind: number): PassengerKind {
  return PASSENGER_KINDS[kind] ?? 'unattributed';
}
