import type { Purpose } from './groupings.ts';
import type { Millis } from './time.ts';
import type { Tokens } from './tokens.ts';

/**
 * A sum over responses that all have the same price per token: one session, model, price tier and stretch of time.
 * Sums of these are what every answer shows, whatever it groups by.
 */
export interface UsageGroup {
  /** '' where sessions are not told apart. */
  readonly sessionId: string;
  /** '' for the main thread, and where agents are not told apart. */
  readonly agentId: string;
  /** What the responses were made for, as far as the grain asks for it. */
  readonly purposes: Purposes;
  /** Begin of the quarter of an hour, or the UTC day, that holds the responses; null for responses without a time. */
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: boolean;
  readonly geo: string;
  readonly tier: string;
  /** Stands for the prompt sizes of the group: all of them lie in the same price tier. */
  readonly promptTokens: number;
  readonly tokens: Tokens;
  /** Part of `tokens` that had been paid for before: cache writes and uncached input (insight.md section 1). */
  readonly rebuilt: RebuiltTokens;
  readonly webSearches: number;
  readonly responses: number;
  readonly unfinished: number;
}

/** By what was asked for: '' for none, null where it is not known. */
export type Purposes = Readonly<Partial<Record<Purpose, string | null>>>;

export const NO_PURPOSES: Purposes = {};

/** Tokens that were paid for once more, by what they were paid as. */
export type RebuiltTokens = Pick<Tokens, 'input' | 'cacheWrite5m' | 'cacheWrite1h'>;
