import type { Millis } from './time.ts';

/** Which responses a question is about. Absent means all. */
export interface Filter {
  /** Inclusive. */
  readonly since: Millis | null;
  /** Exclusive. */
  readonly until: Millis | null;
  /** A project's path, its last part, or a part of the path. */
  readonly project: string | null;
  /** A model's id in any of its spellings. */
  readonly model: string | null;
  readonly sessionId: string | null;
  /** Beginnings of the paths of transcripts: only sessions that have one of these. */
  readonly roots?: readonly string[];
}
