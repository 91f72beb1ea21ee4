import type { Millis } from './time.ts';
import type { Tokens } from './tokens.ts';

/**
 * What a line of a transcript says, in our words. The parser makes these, the store keeps them (sizes, hashes and
 * short labels, never contents), and everything else is built from them again whenever a session changes.
 *
 * Glossary: a *record* is one line; a *response* is one answer of the API, written as one or more `answer` records;
 * a *prompt* opens a turn; a *thread* is the session's own conversation or one subagent's.
 */
export type TranscriptRecord =
  | AnswerRecord
  | SyntheticRecord
  | PromptRecord
  | InterruptRecord
  | ResultsRecord
  | CompactionRecord
  | TitleRecord
  | OriginRecord
  | PlaceRecord
  | AgentMetaRecord
  | LedgerRecord
  | OtherRecord;

interface Placed {
  /** 1-based line in its file. */
  readonly line: number;
  /** The record's own time; null when it has none. */
  readonly at: Millis | null;
}

interface Threaded extends Placed {
  readonly uuid: string | null;
  readonly parentUuid: string | null;
  /** The agent the record itself names; null when it names none. */
  readonly agentId: string | null;
  /** True inside the session's file for a subagent's record (Claude Code up to 2.0.22). */
  readonly sidechain: boolean;
}

/** One record of a response (C1 to C3, C5, C7). */
export interface AnswerRecord extends Threaded {
  readonly kind: 'answer';
  /** C1: message id, else request id, else record uuid. */
  readonly key: string;
  /** As written; '' when absent. */
  readonly model: string;
  /** True when the record has a stop reason: its usage is final (C7). */
  readonly finished: boolean;
  readonly stopReason: string | null;
  readonly usage: Usage;
  /** Characters of text, thinking and tool input seen in this record. */
  readonly visibleChars: number;
  readonly toolCalls: readonly ToolCall[];
  /** True for an answer that stood only inside a progress record (C5). */
  readonly recovered: boolean;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Type of the agent that an Agent or Task call asks for. */
  readonly agentType: string | null;
  /** Hash of the trimmed prompt of an Agent or Task call. */
  readonly promptHash: string | null;
}

/** Usage of one record, checked number by number (C8). */
export interface Usage {
  readonly tokens: Tokens;
  /** Part of the output; null when not told. */
  readonly thinkingTokens: number | null;
  /** Prompt size that counts for the context: of the last attempt where the answer took several. */
  readonly contextTokens: number;
  readonly fast: boolean;
  /** `inference_geo` as written; '' when absent. */
  readonly geo: string;
  /** `service_tier` as written; '' when absent. */
  readonly tier: string;
  readonly webSearches: number;
  /** Attempts that come on top of the tokens above: advisor, compaction, declined before a fallback. */
  readonly extras: readonly ExtraAttempt[];
}

export interface ExtraAttempt {
  readonly attempt: 'advisor' | 'compaction' | 'declined';
  /** As written; '' when the entry names none. */
  readonly model: string;
  readonly tokens: Tokens;
}

/** Text that Claude Code wrote in place of an answer: an API error or a filler (C6). */
export interface SyntheticRecord extends Threaded {
  readonly kind: 'synthetic';
  readonly apiError: boolean;
  readonly label: string;
}

/** What opened a turn. Only the first four are the person's own. In an agent's thread it is what started the agent. */
export type PromptKind = 'typed' | 'command' | 'bash' | 'queued' | 'teammate' | 'notification';

export interface PromptRecord extends Threaded {
  readonly kind: 'prompt';
  readonly promptKind: PromptKind;
  readonly promptId: string | null;
  readonly label: string;
  /** Characters of the whole prompt. */
  readonly chars: number;
  /** Hash of the trimmed text; ties an agent's first prompt to its call and a queued prompt to its echo. */
  readonly textHash: string;
}

export interface InterruptRecord extends Threaded {
  readonly kind: 'interrupt';
}

/** Results of tool calls. */
export interface ResultsRecord extends Threaded {
  readonly kind: 'results';
  readonly results: readonly ToolResult[];
  /** Agent that the only result of this record names; null when there is none or more than one result. */
  readonly resultAgentId: string | null;
}

export interface ToolResult {
  readonly toolUseId: string;
  readonly status: 'ok' | 'error' | 'denied';
  /** Characters of its text. */
  readonly chars: number;
}

export interface CompactionRecord extends Threaded {
  readonly kind: 'compaction';
  readonly trigger: string;
  readonly tokensBefore: number | null;
  readonly tokensAfter: number | null;
}

export interface TitleRecord extends Placed {
  readonly kind: 'title';
  readonly source: 'custom' | 'ai' | 'summary';
  readonly label: string;
}

/** Explicit evidence that a session holds copies of another's records (C4). */
export interface OriginRecord extends Placed {
  readonly kind: 'origin';
  /** The session that produced the records; null when it is the file's own. */
  readonly originSessionId: string | null;
  /** The session that holds the copies; null when it is the file's own. */
  readonly copySessionId: string | null;
}

/** Written where the working folder, Claude Code's version or the session id of the records changes. */
export interface PlaceRecord extends Placed {
  readonly kind: 'place';
  readonly cwd: string | null;
  readonly version: string | null;
  /** `sessionId` as the records say it; the file's name governs (a flat agent has only this). */
  readonly sessionId: string | null;
}

/** An `agent-<id>.meta.json` beside an agent's transcript. */
export interface AgentMetaRecord extends Placed {
  readonly kind: 'agent-meta';
  readonly agentType: string | null;
  readonly toolUseId: string | null;
}

/**
 * Claude Code's own running ledger (C10, about 2.1.247 and later): a snapshot of all that one process of it has spent,
 * hidden calls included. Never part of a sum; something to hold the sums against.
 */
export interface LedgerRecord extends Placed {
  readonly kind: 'ledger';
  /** When the ledger was begun: what tells ledgers of one session apart. Null when it does not say. */
  readonly begunAt: Millis | null;
  /** The session it says it is of; a copied file tells another than its own. */
  readonly sessionId: string | null;
  /** Dollars as Claude Code reckons them; null when it does not say. */
  readonly usd: number | null;
  readonly models: readonly LedgerModel[];
}

export interface LedgerModel {
  readonly model: string;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  readonly webSearches: number;
  readonly usd: number | null;
}

/** Anything else that has a time: it counts for when a session began, ended and was active. */
export interface OtherRecord extends Placed {
  readonly kind: 'other';
}
