/**
 * Something odd in the input, as a value with a place. It costs what it carried, is counted by `tj index` and
 * listed with file and line.
 */
export interface Issue {
  readonly kind: IssueKind;
  /** Absolute path of the file or folder. */
  readonly path: string;
  /** 1-based line; null when it concerns the whole file or folder. */
  readonly line: number | null;
  /** Short words, never content of the transcript. */
  readonly detail: string;
}

export type IssueKind =
  /** A line that is no JSON, or JSON but no object. */
  | 'bad-line'
  /** A line above the size cap: skipped. */
  | 'line-too-long'
  /** A number field that holds no non-negative integer (C8): counted as absent. */
  | 'bad-number'
  /** A record or an attachment of a type that this tj does not know: the first of its type and version in each reading. */
  | 'unknown-type'
  /** A folder or file that could not be opened. */
  | 'unreadable'
  /** A file that shrank or went away while it was read. */
  | 'vanished'
  /** A link that leads out of its root: not followed. */
  | 'outside-root';
