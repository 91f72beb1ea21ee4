import type { LookedIn } from './looked-in.ts';

/** What a scan of the transcripts found and read. */
export interface Backfill {
  readonly roots: readonly string[];
  /** Transcripts found, without agents' metadata. */
  readonly filesFound: number;
  readonly sessionsFound: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Most sessions that were to be read; null for all. */
  readonly newestSessions: number | null;
  /** Places that have no transcript: all where there is none, else those that somebody named. */
  readonly lookedIn: readonly LookedIn[];
}
