/** Programs whose transcripts are read. */
export type Client = 'claude-code';

/**
 * What a file under `projects/` is to us:
 * - `main`: a session's own transcript, `<session>.jsonl`
 * - `agent`: a subagent's transcript in `<session>/` or below `<session>/subagents/`
 * - `flat-agent`: `agent-<id>.jsonl` beside the sessions (Claude Code 2.0.28 to 2.1.0); its session stands in its records
 * - `meta`: `agent-<id>.meta.json` beside an agent's transcript
 */
export type FileKind = 'main' | 'agent' | 'flat-agent' | 'meta';

/** A file as discovery found it: its place and its stat, nothing read yet. */
export interface TranscriptFile {
  /** Absolute real path. */
  readonly path: string;
  /** The program that wrote it. */
  readonly client: Client;
  readonly kind: FileKind;
  /** Stem of a main file, folder of an agent's; null for a flat agent until its records are read. */
  readonly sessionId: string | null;
  /** Null for a main file. */
  readonly agentId: string | null;
  /** Bytes. */
  readonly size: number;
  /** Whole milliseconds since the epoch. */
  readonly mtimeMs: number;
  /** 0 where the file system has none. */
  readonly ino: number;
}
