/**
 * What a walk through one root found, with every folder that it listed as it was just before. As long as all of them
 * are the same, another walk would find the same.
 */
export interface Walk {
  /** Real path. */
  readonly root: string;
  /** When it began, in milliseconds since the epoch. */
  readonly begunAt: number;
  /** What it looked for. */
  readonly patterns: string;
  /** Whether every folder could be listed. */
  readonly complete: boolean;
  readonly folders: readonly FolderState[];
  /** Absolute paths of links in these folders; none of them was followed. */
  readonly links: readonly string[];
  /** Files found: paths from the root down, with `/` between the names. */
  readonly places: readonly string[];
}

/**
 * What the store holds of the files that a walk found, packed in the order of its places: where all of them are as they were,
 * that is all that has to be looked at (the warm rows of the benchmark).
 */
export interface KnownFiles {
  /** Bytes, time of change in milliseconds and inode of each file as it was read. */
  readonly stats: Float64Array;
  /** How far each file's session was read: 0 where the store does not hold the file so, 1 for its usage, 2 whole. */
  readonly depths: Uint8Array;
  readonly count: FileCount;
}

/** How many transcripts and sessions files are of. */
export interface FileCount {
  readonly transcripts: number;
  readonly sessions: number;
}

/** Numbers in `KnownFiles.stats` for each file. */
export const STAT_NUMBERS = 3;

/** What tells one state of a folder from another. */
export interface FolderState {
  readonly path: string;
  readonly ino: number;
  /** Milliseconds with their fraction. */
  readonly mtimeMs: number;
  /** The same. Set by the system alone, also when rights or names change. */
  readonly ctimeMs: number;
}
