/** Token counts of one response or of a sum of responses, by the five classes that have a price of their own. */
export interface Tokens {
  /** Uncached input. */
  readonly input: number;
  /** Output, thinking included. */
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

export const TOKEN_CLASSES = ['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const;

export type TokenClass = (typeof TOKEN_CLASSES)[number];

export const NO_TOKENS: Tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };

/** Class by class sum. */
export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    output: a.output + b.output,
    cacheRead: a.cacheRead + b.cacheRead,
    cacheWrite5m: a.cacheWrite5m + b.cacheWrite5m,
    cacheWrite1h: a.cacheWrite1h + b.cacheWrite1h,
  };
}

/** All five classes together. */
export function totalTokens(t: Tokens): number {
  return t.input + t.output + t.cacheRead + t.cacheWrite5m + t.cacheWrite1h;
}

/** What was sent: uncached input, cache read and both cache writes (counting rule: prompt size). */
export function promptTokens(t: Tokens): number {
  return t.input + t.cacheRead + t.cacheWrite5m + t.cacheWrite1h;
}

/** Sums keep prompt sizes apart by steps of so many tokens: every listed price tier begins above a multiple of it. */
export const PROMPT_STEP = 100_000;

/** The step of a prompt: the first is up to `PROMPT_STEP` tokens, those included. */
export function promptStep(promptTokens: number): number {
  return Math.floor(Math.max(0, promptTokens - 1) / PROMPT_STEP);
}
