/** How much a finding matters: an `error` costs something now, a `warning` may, an `info` is good to know. */
export const LEVELS = ['error', 'warning', 'info'] as const;

export type Level = (typeof LEVELS)[number];

/** Something that `tj doctor` found. */
export interface Finding {
  readonly kind: FindingKind;
  readonly level: Level;
  /** One sentence without its full stop, in which nothing acts on a terminal. */
  readonly message: string;
  /** Absolute path of what it is about. */
  readonly path?: string;
  /** 1-based line of that file. */
  readonly line?: number;
  /** How many it stands for; absent: 1. */
  readonly count?: number;
  /** What to type. */
  readonly do?: string;
}

export type FindingKind =
  /** The SQLite package does not run with this Node. */
  | 'engine'
  | 'no-store'
  | 'store-damaged'
  /** Rows that are not what the journal makes of them. */
  | 'rows-differ'
  /** A newer tj, another program, a tj of before the first release. */
  | 'other-store'
  | 'store-unreadable'
  | 'store-read-only'
  /** A store as it was before a repair or an upgrade. */
  | 'store-copy'
  | 'permissions'
  | 'config'
  | 'no-transcripts'
  | 'unreadable'
  | 'damaged-transcript'
  | 'vanished'
  | 'bad-line'
  | 'long-line'
  | 'bad-number'
  | 'not-kept'
  /** For a fault of tj. */
  | 'not-built'
  | 'unlinked-agent'
  | 'ambiguous-agent'
  | 'unknown-type'
  | 'unpriced-model'
  | 'old-prices'
  | 'hook-dead'
  | 'hook-absent'
  | 'hook-off'
  | 'hook-twice'
  | 'hook-other-tj'
  | 'hook-settings'
  | 'hook-trouble'
  | 'reports-waiting'
  | 'missed-end'
  /** Sessions that a collector will not take as they are. */
  | 'export-refused';
