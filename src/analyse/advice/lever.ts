/** The kinds of levers, in the order of the help (advice.md). */
export const LEVER_KINDS = [
  'mcp-server',
  'skill',
  'plugin',
  'agent-type',
  'memory-file',
  'hook-context',
  'pause',
  'model-switch',
  'long-session',
  'file',
  'tool-output',
  'retry-loop',
  'right-size-turns',
  'right-size-agents',
  'delegate',
  'effort',
  'image',
] as const;

export type LeverKind = (typeof LEVER_KINDS)[number];

/** Something to do, in words, and what to type for it where that is one command. */
export interface LeverAction {
  readonly text: string;
  readonly command?: string;
}

/** A second thing that somebody could have done, which is not what the bounds of the effect are of. */
export interface OtherWay {
  readonly way: string;
  /** Pico-dollars, at most the upper bound of the effect. */
  readonly weight: bigint;
}

/** What a lever cost in one session, or at one span of it. */
export interface LeverEvidence {
  readonly sessionId: string;
  readonly spanId: string | null;
  /** Sent in total: tokens times the responses that had them. */
  readonly tokens: number;
  readonly responses: number;
  /** Pico-dollars at list prices; those of all evidence sum to the cost of the lever. */
  readonly weight: bigint;
}

/**
 * One thing that would have made the past cost less: a measurement of what it cost, and a replay (or an estimate) of the
 * window without it. `0 <= low <= high <= cost`, in pico-dollars at list prices (advice.md).
 */
export interface Lever {
  /** `kind:subject`, the same from run to run. */
  readonly id: string;
  readonly kind: LeverKind;
  /** One plain sentence: what is so, with the number that matters. */
  readonly title: string;
  /** What it is about: a server, a path, a tool, a model. */
  readonly subject: string;
  readonly cost: { readonly weight: bigint; readonly tokens: number };
  readonly effect: {
    readonly low: bigint;
    readonly high: bigint;
    readonly basis: 'replayed' | 'estimated';
    /** The one thing that is assumed; empty where nothing is. */
    readonly assumption: string;
    /** Another way to the same end, in a word, and what it would have changed; null where there is one way. */
    readonly other: OtherWay | null;
  };
  readonly sessions: number;
  readonly responses: number;
  readonly actions: readonly LeverAction[];
  /** Heaviest first, all of it. */
  readonly evidence: readonly LeverEvidence[];
  /** A command that shows the same cost elsewhere in tj; null where none does. */
  readonly check: string | null;
}
