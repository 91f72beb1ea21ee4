import type { Millis } from './time.ts';

/** Where a record stands. */
export interface Placed {
  /** 1-based line in its file. */
  readonly line: number;
  /** The record's own time; null when it has none. */
  readonly at: Millis | null;
}

/** Where a record of a conversation stands. */
export interface Threaded extends Placed {
  /** Kept for prompts and for what stands in a sidechain, else null: ids of the rest come from their content. */
  readonly uuid: string | null;
  readonly parentUuid: string | null;
  /** The agent the record itself names; null when it names none. */
  readonly agentId: string | null;
  /** True inside the session's file for a subagent's record (Claude Code up to 2.0.22). */
  readonly sidechain: boolean;
  /** True for a record that stood inside a progress record: an agent's answer, its prompt, a result of its tools (C5). */
  readonly recovered: boolean;
}
