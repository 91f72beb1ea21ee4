import type { Millis } from './time.ts';

/** A session that a process of Claude Code has open, as Claude Code itself notes it while it runs. */
export interface LiveSession {
  readonly sessionId: string;
  readonly pid: number;
  /** `interactive`, also of `claude -p`, or `bg`; null where it is not told. */
  readonly kind: string | null;
  /** What it does: `busy`, `shell`, `waiting` for the person, `idle`; null where it is not told. */
  readonly status: string | null;
  readonly startedAt: Millis | null;
}

/** By session: the process that has it open; null where all that had it open are gone. */
export type LiveSessions = ReadonlyMap<string, LiveSession | null>;
