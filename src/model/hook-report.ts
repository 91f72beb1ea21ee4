import type { Millis } from './time.ts';

/** The reason of a session whose end was reported by hand. */
export const BY_HAND = 'manual';

/** What a hook of Claude Code said of a session, with what its environment said of the run. */
export interface HookReport {
  readonly sessionId: string;
  readonly at: Millis;
  /** Why the session ended (`clear`, `resume`, `logout`, `prompt_input_exit`, `other`, ...); null when it began. */
  readonly reason: string | null;
  /** As Claude Code named it; null when it did not. The file need not exist yet. */
  readonly transcriptPath: string | null;
  readonly cwd: string | null;
  readonly run: RunFacts;
}

/** What a session belongs to, as far as it was told. */
export interface RunFacts {
  /** Sessions of one run share it. */
  readonly runId: string | null;
  readonly parentSessionId: string | null;
  /** Name of the terminal, or of what started the session. */
  readonly instance: string | null;
  /** Goes before the project that the working folder lies in. */
  readonly project: string | null;
}
