import type { AnswerPart } from './context.ts';
import type { MediaFacts } from './media-facts.ts';
import type { Placed, Threaded } from './record-place.ts';

/** A text as it was sent: its size, and a hash that finds it again in a request. */
export interface SentText {
  readonly chars: number;
  readonly hash: string;
}

/** A named part of a text, such as one skill of a listing. */
export interface NamedPart {
  readonly name: string;
  readonly chars: number;
}

/** Context that Claude Code put beside a prompt. */
export interface AttachmentRecord extends Threaded, MediaFacts {
  readonly kind: 'attachment';
  readonly attachment: string;
  /**
   * What the model saw of it: `rendered` (Claude Code 2.1.266 and later, nothing where that is absent), before that the
   * text of the attachment itself.
   */
  readonly texts: readonly SentText[];
  /** The file or the hook it is of; null when it is of none. */
  readonly label: string | null;
  /** Sent within a message of the role `system`, beside others. */
  readonly inSystem: boolean;
  /** Tools that it makes part of the prompt; null for none. */
  readonly loads: readonly string[] | null;
  /** What it consists of, where that has names: skills, agent types, MCP servers, memory files. */
  readonly parts: readonly NamedPart[];
}

/** Text that Claude Code put into the conversation in the person's place: no prompt, yet part of every later one. */
export interface NoteRecord extends Threaded, MediaFacts {
  readonly kind: 'note';
  /** The body of a skill or a command, the summary that follows a compaction, or anything else. */
  readonly note: 'skill' | 'summary' | 'text';
  readonly label: string;
  readonly chars: number;
  readonly textHash: string;
}

/** The definition of one tool: characters of its JSON. */
export interface ToolDefinition extends NamedPart {
  readonly hash: string;
  /** In no prompt until a tool search finds it. */
  readonly deferred: boolean;
}

/**
 * System prompt and tools, as a `prompt_snapshot` (Claude Code 2.1.270 and later) or an `api-request-shape` (2.1.332)
 * holds them.
 */
export interface FixedContextRecord extends Placed {
  readonly kind: 'fixed-context';
  /** The name that requests give it; null for a snapshot, which holds for its thread until the next one. */
  readonly shape: string | null;
  readonly system: SentText;
  /** Null where it lists none: a later snapshot brings them. */
  readonly tools: readonly ToolDefinition[] | null;
}

/** Definitions of tools that a tool search found. */
export interface LoadedToolsRecord extends Placed {
  readonly kind: 'loaded-tools';
  readonly tools: readonly ToolDefinition[];
}

/** What `/context` said of the conversation's size (Claude Code 2.1.332 and later), by its own categories. */
export interface ContextUsageRecord extends Placed {
  readonly kind: 'context-usage';
  readonly totalTokens: number;
  readonly categories: readonly ContextCategory[];
}

export interface ContextCategory {
  readonly name: string;
  readonly tokens: number;
  /** `used`, `deferred`, `buffer` or `free`. */
  readonly kind: string;
}

/**
 * One request as it was sent, as a difference to an earlier one (`api-request`, Claude Code 2.1.332): the first `keep`
 * messages of `base`, then `tail`, all by their hashes.
 */
export interface RequestRecord extends Placed {
  readonly kind: 'request';
  readonly id: string;
  /** What asked for it: `sdk`, `repl_main_thread`, `compact`, `agent:...` and others. */
  readonly source: string;
  readonly agentId: string | null;
  readonly shape: string;
  readonly base: string | null;
  readonly keep: number;
  readonly tail: readonly string[];
  readonly model: string;
  readonly effort: string;
  /** Hashes of the beta headers and of all other parameters. */
  readonly betas: string;
  readonly params: string;
}

/** A message of a request that stands in no record of its own (`api-request-blob`). */
export interface MessageRecord extends Placed {
  readonly kind: 'message';
  readonly hash: string;
  readonly role: string;
  readonly blocks: readonly SentBlock[];
}

/** A block of a message: a text, or the result of a call. */
export interface SentBlock extends SentText {
  /** The call that it is the result of; null for anything else. */
  readonly toolUseId: string | null;
  /** Beginning of a text; '' for anything else. */
  readonly label: string;
  /** Tools whose definitions it brings; null for none. */
  readonly loads: readonly string[] | null;
  /** What it is of an answer; null where its message is none. */
  readonly part: AnswerPart | null;
}
