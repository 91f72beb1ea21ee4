import type { AgentId, SessionId, TurnId } from './ids.ts';
import type { PromptKind, TranscriptRecord, Usage } from './records.ts';
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
  readonly sightings: readonly Sighting[];
  readonly origins: readonly SessionOrigin[];
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
}

/** One prompt and all that the main thread did until the next. */
export interface Turn {
  readonly turnId: TurnId;
  /** From 0 in the order of the session. */
  readonly ordinal: number;
  readonly kind: PromptKind;
  readonly label: string;
  readonly startedAt: Millis | null;
  readonly answered: boolean;
  /** Responses of the main thread that stand in it, owned or copied. */
  readonly responses: number;
}

export interface Agent {
  readonly agentId: AgentId;
  /** Null when nothing tells. */
  readonly agentType: string | null;
}

/**
 * What one session shows of one response. Several sessions can show the same one (resume, fork); which of them owns it
 * is settled over all sessions.
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
  readonly at: Millis | null;
  readonly model: string;
  readonly usage: Usage;
  readonly stopReason: string | null;
  /** Records collapsed into it. */
  readonly records: number;
  /** Characters that are to be seen of it, for an estimate of unfinished output (C7). */
  readonly visibleChars: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
}

/** C4: explicit evidence that what both sessions show was produced in `originSessionId`. */
export interface SessionOrigin {
  readonly copySessionId: SessionId;
  readonly originSessionId: SessionId;
}

/** A sighting with its session, as it is weighed against those of other sessions. */
export interface PlacedSighting extends Sighting {
  readonly sessionId: SessionId;
  /** Earliest record of that session. */
  readonly sessionStartedAt: Millis | null;
}

/** One response as it counts: the row that every number is a sum of. */
export interface Response extends Omit<PlacedSighting, 'variant'> {
  /** What tells it from other responses of the same key (C3); '' when it is the only one. */
  readonly variant: string;
  /** Sessions that show it and do not own it. */
  readonly copies: number;
}
