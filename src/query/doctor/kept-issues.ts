import type { IssueKind } from '../../model/issue.ts';
import type { Store } from '../../store/open-store.ts';

/** An issue of a line that was read. */
export interface KeptIssue {
  readonly kind: IssueKind;
  readonly path: string;
  /** 0 for the file as a whole. */
  readonly line: number;
  readonly detail: string;
  /** How many there are of its kind from this line on: see model/issue.ts. */
  readonly count: number;
}

/** How many issues of each kind are listed: a file of a million bad lines is one trouble. */
const MOST = 1000;

/** What was odd in the lines of transcripts? By kind, file and line, so many of each kind. */
export function keptIssues(store: Store): KeptIssue[] {
  return store
    .prepare<[number], KeptIssue>(`
      SELECT kind, path, line, detail, count FROM (
        SELECT issues.kind, path, line, detail, count, row_number() OVER (PARTITION BY issues.kind ORDER BY path, line) AS place
        FROM issues JOIN files USING (file_id)
      ) WHERE place <= ?
      ORDER BY kind, path, line`)
    .all(MOST);
}
