import type {
  AttachmentRecord,
  ContextUsageRecord,
  FixedContextRecord,
  LoadedToolsRecord,
  MessageRecord,
  NoteRecord,
  RequestRecord,
  SentText,
} from './context-records.ts';
import type { MediaFacts } from './media-facts.ts';
import type { QuotaHit } from './quota-sample.ts';
import type { Placed, Threaded } from './record-place.ts';
import type { Attribution, CacheMiss, LedgerModel, Usage } from './response-facts.ts';
import type { Millis } from './time.ts';
import type { ToolCall, ToolResult } from './tool-facts.ts';

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
  | PullRequestRecord
  | WorktreeRecord
  | AgentMetaRecord
  | LedgerRecord
  | LinkRecord
  | EventRecord
  | AttachmentRecord
  | NoteRecord
  | FixedContextRecord
  | LoadedToolsRecord
  | ContextUsageRecord
  | RequestRecord
  | MessageRecord
  | OtherRecord;

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
  /** Beginning of its text; '' when this record has none. */
  readonly label: string;
  /** As Claude Code names it (2.1.212 and later); null when it does not. */
  readonly effort: string | null;
  /** Why the prompt cache was missed (2.1.140 and later); null when it does not say. */
  readonly cacheMiss: CacheMiss | null;
  /** What Claude Code says the response was made for (2.1.121 and later); null when it says nothing. */
  readonly attribution: Attribution | null;
  /** It says that another session asked for it. */
  readonly copied: boolean;
  /** The request that it answers (2.1.332 and later); null when the record does not say. */
  readonly request: string | null;
  /** Characters of thinking that is not written out, by the length of its signature; null without any. */
  readonly hiddenChars: number | null;
  /** Of the visible characters those of thinking, 0 where it is not written out; null where the record has none. */
  readonly thinkingChars: number | null;
  /** It says that it is of a background session (2.1.140 and later). */
  readonly background: true | null;
}

/** An answer of which no more is known than this. */
export function bareAnswer(
  known: Pick<AnswerRecord, 'line' | 'at' | 'key' | 'model' | 'usage'> & Partial<AnswerRecord>,
): AnswerRecord {
  return {
    kind: 'answer',
    ...{ uuid: null, parentUuid: null, agentId: null, sidechain: false, recovered: false, background: null },
    ...{ finished: true, stopReason: null, visibleChars: 0, hiddenChars: null, thinkingChars: null, toolCalls: [] },
    ...{ label: '', effort: null, cacheMiss: null, attribution: null, copied: false, request: null },
    ...known,
  };
}

/** Text that Claude Code wrote in place of an answer: an API error or a filler (C6). */
export interface SyntheticRecord extends Threaded {
  readonly kind: 'synthetic';
  readonly apiError: boolean;
  readonly label: string;
  /** The request in place of whose answer it stands; null where none is named. */
  readonly request: string | null;
  /** The quota that was used up; null where it stands for anything else. */
  readonly limit: QuotaHit | null;
}

/** Kinds of prompts that are the person's own. */
export const PERSON_PROMPTS = ['typed', 'command', 'bash', 'queued'] as const;

/** What opened a turn. In an agent's thread it is what started the agent. */
export type PromptKind = (typeof PERSON_PROMPTS)[number] | 'teammate' | 'notification';

export interface PromptRecord extends Threaded, MediaFacts {
  readonly kind: 'prompt';
  readonly promptKind: PromptKind;
  readonly promptId: string | null;
  readonly label: string;
  /** Characters of the whole prompt. */
  readonly chars: number;
  /** Hash of the trimmed text; ties an agent's first prompt to its call and a queued prompt to its echo. */
  readonly textHash: string;
  /** Sent within a message of the role `system`, as what is queued is (2.1.332). */
  readonly inSystem: boolean;
  /** Its texts where it has several; null for one. */
  readonly blocks: readonly SentText[] | null;
  /** Permission mode it was sent in; null when the record does not say. */
  readonly permissionMode: string | null;
}

export interface InterruptRecord extends Threaded {
  readonly kind: 'interrupt';
}

/** Results of tool calls. */
export interface ResultsRecord extends Threaded {
  readonly kind: 'results';
  readonly results: readonly ToolResult[];
  /** The prompt that the calls were made for; null when the record does not say. */
  readonly promptId: string | null;
}

export interface CompactionRecord extends Threaded {
  readonly kind: 'compaction';
  readonly trigger: string;
  readonly tokensBefore: number | null;
  readonly tokensAfter: number | null;
  /** It kept the newest messages as they were (2.1.217 and later). */
  readonly keeps: boolean;
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

/** Written where the working folder, Claude Code's version, the session id or the branch of the records changes. */
export interface PlaceRecord extends Placed {
  readonly kind: 'place';
  readonly cwd: string | null;
  readonly version: string | null;
  /** `sessionId` as the records say it; the file's name governs (a flat agent has only this). */
  readonly sessionId: string | null;
  /** Of git; '' where the folder is of no repository, null when no record tells. */
  readonly branch: string | null;
}

/** The session works on this pull request from here on (2.1.139 and later). */
export interface PullRequestRecord extends Placed {
  readonly kind: 'pull-request';
  /** `owner/repository#12`. */
  readonly name: string;
}

/** Says that a folder is a worktree, and in which folder it was made. */
export interface WorktreeRecord extends Placed {
  readonly kind: 'worktree';
  readonly path: string;
  readonly madeIn: string;
}

/** An `agent-<id>.meta.json` beside an agent's transcript. */
export interface AgentMetaRecord extends Placed {
  readonly kind: 'agent-meta';
  readonly agentType: string | null;
  readonly toolUseId: string | null;
  /** Name of a team member or of an agent that can be written to. */
  readonly name: string | null;
  readonly description: string | null;
}

/** Says which call an agent was started by, beside the call's own result. */
export interface LinkRecord extends Placed {
  readonly kind: 'link';
  readonly agentId: string;
  readonly toolUseId: string;
}

export type EventKind =
  | 'api-error'
  | 'command'
  | 'microcompaction'
  | 'model-fallback'
  | 'permission-mode'
  /** Hooks that asked a model, by a call that stands nowhere; the label tells how many. */
  | 'prompt-hooks'
  /** What was done meanwhile, told to a person who came back: made by a call that stands nowhere. */
  | 'away-summary';

/** Something that happened and is neither a prompt nor an answer. */
export interface EventRecord extends Threaded {
  readonly kind: 'event';
  readonly event: EventKind;
  readonly label: string;
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

/**
 * Anything else that has a time: it counts for when a session began, ended and was active. One stands for several that
 * follow on one another within a minute.
 */
export interface OtherRecord extends Placed {
  readonly kind: 'other';
  /** Time of the last one that it stands for. */
  readonly until: Millis | null;
}
