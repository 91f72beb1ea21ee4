import type { AgentId } from './ids.ts';
import type { Sighting } from './session-rows.ts';
import type { Millis } from './time.ts';

/**
 * What a part of a prompt is (insight.md section 2). The order is kept in the store: a new kind goes to the end.
 * `base` is the fixed context: system prompt, tools and listings; `tool` then says which part of it, and it has neither part
 * nor label where nothing names its parts. `attempts` are prompts of further attempts within one response, `unattributed`
 * is what nothing in the transcript explains, `hook` what hooks said.
 */
export const ITEM_KINDS = [
  ...(['base', 'prompt', 'output', 'tool', 'attachment', 'memory', 'image', 'skill', 'summary', 'note'] as const),
  ...(['attempts', 'unattributed', 'hook'] as const),
] as const;

export type ItemKind = (typeof ITEM_KINDS)[number];

/**
 * What earlier answers are made of: thinking that stayed in the context, names and arguments of tool calls, text. In the
 * order in which their items stand right behind the one of the answers as a whole.
 */
export const ANSWER_PARTS = ['thinking', 'tool_calls', 'prose'] as const;

export type AnswerPart = (typeof ANSWER_PARTS)[number];

/** Tokens of an answer by what they are; `unknown` is what nothing tells apart, such as thinking of which no size is known. */
export type AnswerTokens = Readonly<Record<AnswerPart | 'unknown', number>>;

/**
 * Something that entered the context of a thread and was sent again with every response. Earlier answers are four: one
 * for all of them, which has their tokens on entry, and places only where nothing tells their parts apart, and one for each of
 * `ANSWER_PARTS` right behind it.
 */
export interface Item {
  readonly kind: ItemKind;
  /** Name of the tool whose result it is; of the fixed context its part (`FixedPart`); '' for anything else. */
  readonly tool: string;
  /** File, command, query, URL, prompt: a short label; '' when there is nothing to tell. */
  readonly label: string;
  /** Hash of its text; '' when it is not known. */
  readonly content: string;
  /** When it entered; null when its record has no time. */
  readonly at: Millis | null;
  /** Characters of its text. */
  readonly chars: number;
  /** Tokens on entry: measured as a part of the prompt's growth; of several entries their sum. */
  readonly tokens: number;
  /** The file that a command read and nothing else, as a label; '' for any other item. */
  readonly file: string;
  /** Of the tokens on entry those of what the thread only replays: an agent that begins with what its session said. */
  readonly copied: number;
}

/** One response of the thread as the ledger prices it. */
export interface Step {
  readonly sighting: Sighting;
  /** Tokens of the prompt that lie on the places; the rest of what was sent belongs to further attempts. */
  readonly contextTokens: number;
  /**
   * What its prompt is the first to have of items that enter several times (earlier answers, hooks, what nothing explains):
   * entry after entry its item and its tokens, as places have them.
   */
  readonly entered: readonly number[];
}

/**
 * Responses whose prompts grew without anything leaving: what entered first lies first. A step covers as many places,
 * from the first, as its prompt has tokens.
 */
export interface Stretch {
  /** Place after place its item, by its index among those of the thread, and its tokens (`PLACE`), from the first of the prompt. */
  readonly places: Int32Array;
  readonly steps: readonly Step[];
}

/** The context of one thread, from its first response to its last. */
export interface ThreadContext {
  readonly agentId: AgentId;
  /** All of it is known from the requests as they were logged. */
  readonly logged: boolean;
  readonly items: readonly Item[];
  readonly stretches: readonly Stretch[];
}

/** What a response paid for once more (insight.md section 1): tokens that had been in the prompt before it. */
export interface Rebuild {
  readonly write5m: number;
  readonly write1h: number;
  readonly input: number;
  readonly cause: string;
  /** False where Claude Code itself names the cause. */
  readonly inferred: boolean;
  /** Between the response before it and this one; null when a time is missing. */
  readonly gapMs: number | null;
}
