import type { MediaFacts } from './media-facts.ts';

/** A tool call as a record shows it: labels, hashes and sizes, none of its contents. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** What it was called on, as a label: file path, command, query, URL, skill or description; '' when nothing tells. */
  readonly target: string;
  /** Hash of its arguments, the same in whatever order they stand. */
  readonly inputHash: string;
  /** Characters of its arguments as written. */
  readonly inputChars: number;
  /** Lines that an edit takes out and puts in, as its arguments say; null for anything else. */
  readonly lines: ChangedLines | null;
  /** What an Agent or Task call asks for; null for every other call. */
  readonly spawn: Spawn | null;
  /** The file that a command reads and does nothing else, as the label that reading it by a tool would have; else null. */
  readonly reads: string | null;
  /** The program that a shell command runs, of several the telling one; null for any other call, and when it is not known. */
  readonly program: string | null;
  /** True for a shell command that only reads; null for any other call. */
  readonly onlyReads: true | null;
}

export interface ChangedLines {
  readonly added: number;
  readonly removed: number;
}

/** What an Agent or Task call says of the agent it starts. */
export interface Spawn {
  /** `subagent_type`; null when it names none. */
  readonly agentType: string | null;
  /** Name of a team member; null when it names none. */
  readonly name: string | null;
  /** Hash of the trimmed prompt; null when it has none. */
  readonly promptHash: string | null;
}

/** What came back for a tool call. */
export interface ToolResult extends MediaFacts {
  readonly toolUseId: string;
  readonly status: 'ok' | 'error' | 'denied';
  /** Characters of its text. */
  readonly chars: number;
  /** Hash of its text; '' when it has none. */
  readonly hash: string;
  /** Beginning of an error's text; '' for what is no error. */
  readonly label: string;
  /** Lines that it says were changed; null when it does not say. */
  readonly lines: ChangedLines | null;
  /** The agent that did the work, as the record or the result's text names it; null when neither does. */
  readonly agentId: string | null;
  /** Tools whose definitions it brings into the prompt; null for none. */
  readonly loads: readonly string[] | null;
  /** True where a person, a rule or a hook kept the call from being made; else null. */
  readonly refused: true | null;
  /** The workflow that the call ran, by the name of its folder; null for any other call. */
  readonly runId: string | null;
  /** Web searches that it says were made; null when it does not say. */
  readonly searches: number | null;
}
