import type { Finding } from './finding.ts';
import type { LookedIn } from './looked-in.ts';
import type { Millis } from './time.ts';

/** What `tj doctor` looked at, and what it found. */
export interface Examination {
  readonly versions: {
    readonly tj: string;
    readonly node: string;
    readonly package: string;
    readonly sqlite: string | null;
  };
  readonly store: ExaminedStore;
  readonly transcripts: ExaminedTranscripts;
  readonly hook: 'works' | 'plugin' | 'off' | 'broken' | 'absent';
  /** Null where no price file could be read. */
  readonly pricesAsOf: Millis | null;
  readonly unpriced: readonly string[];
  readonly home: string;
  /** In order of their levels. */
  readonly findings: readonly Finding[];
}

interface ExaminedStore {
  readonly path: string;
  /** With its log; 0 where there is none. */
  readonly bytes: number;
  /** Null where it could not be asked. */
  readonly kept: {
    readonly files: number;
    readonly sessions: number;
    readonly responses: number;
    readonly badLines: number;
    readonly recordsCollapsed: number;
    readonly copiesCollapsed: number;
    readonly recovered: number;
    readonly unfinished: number;
  } | null;
  /** Sessions that were built again to compare their rows; null where that was not possible. */
  readonly compared: { readonly sessions: number; readonly comparable: number } | null;
}

interface ExaminedTranscripts {
  readonly roots: readonly string[];
  readonly found: number;
  /** Of these, not kept whole as they are now. */
  readonly unkept: number;
  /** Of these, out of the store since tj prune. */
  readonly keptOut: number;
  readonly cleanupDays: number;
  readonly lookedIn: readonly LookedIn[];
}
