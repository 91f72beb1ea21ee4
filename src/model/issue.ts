/**
 * Something odd in the input, as a value with a place. It costs what it carried, is counted by `tj index` and
 * listed with file and line.
 */
export interface Issue extends Oddity {
  /** Absolute path of the file or folder. */
  readonly path: string;
}

/** The same within one file. */
export interface Oddity {
  readonly kind: IssueKind;
  /** 1-based line; null when it concerns the whole file or folder. */
  readonly line: number | null;
  /** Short words, never content of the transcript. */
  readonly detail: string;
  /** How many it stands for: itself, and with the last of a kind that is kept those of its kind behind it; absent: 1. */
  readonly count?: number;
}

/** As many of a kind are kept of a file with their lines. A file of a million bad lines is bad as a whole. */
export const PLACES_KEPT = 20;

/** Adds what is odd about a file to the list of what else is. */
export function noteOddity(list: Oddity[], odd: Oddity): void {
  let [same, last] = [0, -1];
  list.forEach(({ kind }, at) => {
    if (kind === odd.kind) [same, last] = [same + 1, at];
  });
  const kept = list[last];
  if (same < PLACES_KEPT || kept === undefined) list.push(odd);
  else list[last] = { ...kept, count: (kept.count ?? 1) + (odd.count ?? 1) };
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
  /** A session that could not be built of its files, for a fault of tj: see model/fault.ts. */
  | 'not-built'
  /** A link that leads out of its root: not followed. */
  | 'outside-root';
