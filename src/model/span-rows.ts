import type { ContextCategory } from './context-records.ts';
import type { AgentId, TurnId } from './ids.ts';
import type { EventKind } from './records.ts';
import type { LedgerModel } from './response-facts.ts';
import type { Millis } from './time.ts';
import type { ChangedLines } from './tool-facts.ts';

/** How it is known which call an agent was started by (spans.md section 3), the most exact first. */
export type AgentLink =
  | 'meta'
  /** In the folder of the workflow that the call ran. */
  | 'run'
  | 'result'
  | 'notice'
  | 'prompt'
  | 'member'
  | 'prompt-id'
  /** By type and order of time alone: may be another one of its type. */
  | 'type'
  /** No transcript: all that is known is the call. */
  | 'call'
  /** Started by Claude Code itself, by no call. */
  | 'internal'
  /** No call claims it. */
  | 'unlinked';

/** One subagent: an agent span. */
export interface Agent {
  readonly agentId: AgentId;
  /** Null when nothing tells. */
  readonly agentType: string | null;
  /** What it was asked to do, in few words; '' when nothing tells. */
  readonly label: string;
  readonly link: AgentLink;
  /** The call whose place it takes in the tree; null when no call claims it. */
  readonly toolUseId: string | null;
  /** The agent that started it; `MAIN_THREAD` when it hangs on a turn. */
  readonly parentAgentId: AgentId;
  /** The turn it hangs on, directly or by its parents. */
  readonly turnId: TurnId | null;
  /** First and last record of its transcripts, else its call and the result. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly status: ToolStatus;
}

/** What the calls of a turn or an agent say of its work, of those that its own session made. */
export interface UnitFacts {
  readonly agents: number;
  /** Calls into and out of plan mode. */
  readonly planCalls: number;
  /** Distinct files that were edited with success. */
  readonly files: number;
  /** Lines added and removed, of the edits that say so. */
  readonly lines: number;
  /** Edits that do not say how many lines they changed. */
  readonly linesUnknown: number;
  readonly retries: number;
  /** Files that the person's next prompt had edited again. */
  readonly editedAgain: number;
}

export const NO_FACTS: UnitFacts = {
  ...{ agents: 0, planCalls: 0, files: 0, lines: 0, linesUnknown: 0, retries: 0, editedAgain: 0 },
};

/** `open`: no result stands anywhere; `interrupted`: none came before the person interrupted. */
export type ToolStatus = 'ok' | 'error' | 'denied' | 'open' | 'interrupted';

/** One tool call with its result: a tool span, unless an agent stands in its place. */
export interface Tool {
  readonly toolUseId: string;
  /** Key of the response that made the call. */
  readonly key: string;
  /** From 0 in the order of the session. */
  readonly ordinal: number;
  readonly agentId: AgentId;
  /** Null on a subagent's thread. */
  readonly turnId: TurnId | null;
  readonly name: string;
  readonly target: string;
  readonly inputHash: string;
  readonly inputChars: number;
  /** Time of the record that made the call, and of its result. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly status: ToolStatus;
  /** Characters and hash of the result's text; null and '' without a result. */
  readonly resultChars: number | null;
  readonly resultHash: string;
  /** Beginning of the error's text; '' for what is no error. */
  readonly error: string;
  /** As the result says, else as the arguments say. */
  readonly lines: ChangedLines | null;
  /** Web searches that it made by a call of its own; null for any other tool. */
  readonly searches: number | null;
  /** The program that a shell command ran; null for any other tool, and when it is not known. */
  readonly program: string | null;
  /** It is a shell command that only reads. */
  readonly onlyReads: boolean;
  /** True when an agent span stands in its place. */
  readonly isAgent: boolean;
}

/** Something that happened within a session, beside its spans. */
export interface SessionEvent {
  /** From 0 in the order of the session. */
  readonly ordinal: number;
  /**
   * `title`: one that Claude Code made; `unanswered`: a request that no answer names, for what its label says;
   * `quota-limit`: a quota was used up, which its label names.
   */
  readonly kind: 'compaction' | 'interrupt' | 'title' | 'unanswered' | 'quota-limit' | EventKind;
  readonly at: Millis | null;
  readonly agentId: AgentId;
  readonly turnId: TurnId | null;
  readonly label: string;
  /** Of a compaction, where it says so. */
  readonly tokensBefore: number | null;
  readonly tokensAfter: number | null;
  /** Of a quota, where it says so. */
  readonly resetsAt: Millis | null;
}

/** What Claude Code measured of a context with `/context`, and what tj knows of it then. */
export interface ClaudeContext {
  readonly at: Millis | null;
  readonly totalTokens: number;
  /** Null where the transcript does not show it. */
  readonly oursTokens: number | null;
  readonly categories: readonly ContextCategory[];
}

/** Claude Code's own ledger of a session (C10): the last snapshot of one of its processes, and those before it. */
export interface Ledger {
  readonly begunAt: Millis | null;
  readonly usd: number | null;
  readonly models: readonly LedgerModel[];
  /** Every amount that it told, the last one included, in order of the file. */
  readonly snapshots: readonly LedgerSnapshot[];
}

/** What a ledger said at one time. */
export interface LedgerSnapshot {
  /** The latest time of any record before it in its file; null when none has one. */
  readonly at: Millis | null;
  readonly usd: number;
  readonly models: readonly LedgerModel[];
}
