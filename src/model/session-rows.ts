import type { Rebuild, ThreadContext } from './context.ts';
import type { AgentId, SessionId, TurnId } from './ids.ts';
import type { PromptKind, TranscriptRecord } from './records.ts';
import type { Attribution, CacheMiss, Usage } from './response-facts.ts';
import type { Agent, ClaudeContext, Ledger, SessionEvent, Tool, UnitFacts } from './span-rows.ts';
import type { Millis } from './time.ts';
import type { FileKind } from './transcript-file.ts';

/** One file of a session with all that is known of it, in file order. */
export interface SessionFile {
  readonly path: string;
  readonly kind: FileKind;
  readonly agentId: string | null;
  readonly records: readonly TranscriptRecord[];
}

/** All that is built from the files of one session. Same files in, same rows out (A7). */
export interface SessionRows {
  readonly session: SessionSummary;
  readonly turns: readonly Turn[];
  readonly agents: readonly Agent[];
  readonly tools: readonly Tool[];
  /** By `unitKey`, of turns and agents that made calls: as if all calls were its own. */
  readonly unitFacts: ReadonlyMap<string, UnitFacts>;
  readonly events: readonly SessionEvent[];
  readonly ledgers: readonly Ledger[];
  readonly claudeContexts: readonly ClaudeContext[];
  /** What the prompts of its threads are made of, by thread. */
  readonly contexts: readonly ThreadContext[];
  readonly sightings: readonly Sighting[];
  readonly origins: readonly SessionOrigin[];
  /** Worktrees that its records tell of, each with the folder that it was made in. */
  readonly worktrees: readonly { readonly path: string; readonly madeIn: string }[];
}

export interface SessionSummary {
  readonly sessionId: SessionId;
  readonly title: string;
  /** First working folder; null when no record names one. */
  readonly cwd: string | null;
  /** Claude Code's version of the last record that names one. */
  readonly version: string | null;
  /** Earliest and latest time of any record; null when none has a time. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  /** Sum of the gaps between records that are no longer than ten minutes. */
  readonly activeMs: number;
  /** What its records call it, the person's own title first; none where it is called by its first prompt. */
  readonly titles: readonly string[];
  /** Times of all records, in milliseconds since the epoch, in order. */
  readonly times: Float64Array;
}

/** What a session that copied another did by itself. */
export interface OwnPart {
  readonly startedAt: Millis | null;
  readonly activeMs: number;
  /** Its first own prompt. */
  readonly title: string;
  /** What its records call it; null where they do not. */
  readonly toldTitle: string | null;
}

/** One prompt and all that the main thread did until the next. */
export interface Turn {
  readonly turnId: TurnId;
  /** From 0 in the order of the session. */
  readonly ordinal: number;
  /** `orphan`: no prompt of this session stands before what belongs to it. */
  readonly kind: PromptKind | 'orphan';
  readonly label: string;
  /** Time of the prompt, and of the last of the main thread's records before the next one. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly answered: boolean;
  /** An API error makes it `error`, the person's interruption `interrupted`. */
  readonly status: 'ok' | 'error' | 'interrupted';
  /** Beginning of the error's text; '' without one. */
  readonly error: string;
  readonly promptChars: number;
  readonly permissionMode: string | null;
  /** Responses of the main thread that stand in it, owned or copied. */
  readonly responses: number;
}

/**
 * What one session shows of one response. Several sessions can show the same one (resume, fork); which of them owns it
 * is decided over all sessions.
 */
export interface Sighting {
  /** C1. */
  readonly key: string;
  /** C3: the input side of a finished response, which tells responses of one key apart; '' for an unfinished one. */
  readonly variant: string;
  readonly finished: boolean;
  /** C5. */
  readonly recovered: boolean;
  readonly agentId: AgentId;
  /** Null on a subagent's thread and before the first prompt. */
  readonly turnId: TurnId | null;
  /** From 0 in the order in which the session's responses begin. */
  readonly ordinal: number;
  readonly at: Millis | null;
  /** The latest earlier time of its thread, and its own last record: the chat span. */
  readonly startedAt: Millis | null;
  readonly endedAt: Millis | null;
  readonly model: string;
  readonly usage: Usage;
  readonly stopReason: string | null;
  /** Records collapsed into it. */
  readonly records: number;
  /** Characters that are to be seen of it, for an estimate of unfinished output (C7). */
  readonly visibleChars: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
  /** Beginning of its text; '' when it has none. */
  readonly label: string;
  readonly effort: string | null;
  readonly cacheMiss: CacheMiss | null;
  readonly attribution: Attribution | null;
  /** What it paid for once more; null when it did not. */
  readonly rebuild: Rebuild | null;
  /** Characters of thinking that is not written out; null where there is none, or it is not known. */
  readonly hiddenChars: number | null;
  /** Of the visible characters those of thinking, 0 where it is not written out; null where it has none. */
  readonly thinkingChars: number | null;
  /** Characters of the names of its tool calls and of what they were called with. */
  readonly callChars: number;
  /** Characters of its texts. */
  readonly proseChars: number;
  /** Of git, when it began; '' where the folder is of no repository, null when no record tells. */
  readonly branch: string | null;
  /** Claude Code's version; null when no record tells. */
  readonly version: string | null;
  /** The pull request that the session worked on, `owner/repository#12`; null before it was linked to any. */
  readonly pullRequest: string | null;
  /** Its records say that they are of a background session, as the copies do that such a session begins with. */
  readonly background: true | null;
}

/** C4: explicit evidence that what both sessions show was produced in `originSessionId`. */
export interface SessionOrigin {
  readonly copySessionId: SessionId;
  readonly originSessionId: SessionId;
}

/** What of a response can count otherwise than its owner shows it: the best that any session shows counts (C2). */
export type ShownUsage = Pick<Sighting, 'model' | 'usage' | 'finished' | 'stopReason' | 'rebuild'>;

/** What a session shows of a response, as far as that says whose it is and what counts of it. */
export interface ResponseClaim extends ShownUsage, Pick<Sighting, 'variant' | 'recovered' | 'at' | 'background'> {
  readonly sessionId: SessionId;
  /** Earliest record of that session. */
  readonly sessionStartedAt: Millis | null;
}
