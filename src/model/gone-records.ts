import type { TranscriptRecord } from './records.ts';
import type { Millis } from './time.ts';

/**
 * What had become of a transcript when records were missing from it: it was `emptied` to no bytes, `zeroed` (it begins or
 * ends with NUL bytes), `cut` shorter, or `rewritten` otherwise. The first two are damage. `elsewhere`: nothing; the records
 * stand in the transcript of this path on another machine, and came by `tj import`.
 */
export type GoneWhy = 'emptied' | 'zeroed' | 'cut' | 'rewritten' | 'elsewhere';

/** Records that an earlier reading found in a file, that are no longer in it, and that stood there one after the other. */
export interface GoneRun {
  /** The session that the file was of when they stood in it. */
  readonly sessionId: string;
  /** The line of the file behind which they belong; 0: before the first. */
  readonly afterLine: number;
  /** When they were first missed. */
  readonly seenAt: Millis;
  readonly why: GoneWhy;
  readonly records: readonly TranscriptRecord[];
}

/** What one reading missed in a file. */
export interface Vanished {
  readonly path: string;
  readonly sessionId: string;
  readonly why: GoneWhy;
  /** Responses of which no record is left in the file. */
  readonly responses: number;
  readonly records: number;
}
