import { type Millis, millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { flowsOf } from './flows.ts';
import { allOf, belowRoots, type ResponseWhere, type Where } from './response-filter.ts';

/** What the responses of an answer rest on; the file counts are of the whole store, or of the roots asked for. */
export interface ProvenanceRow {
  readonly files: number;
  readonly badLines: number;
  readonly sessions: number;
  readonly responses: number;
  readonly recordsCollapsed: number;
  readonly copiesCollapsed: number;
  readonly recovered: number;
  readonly unfinished: number;
  /** Time of the newest response; null when there is none. */
  readonly newestAt: Millis | null;
}

const NEVER = millis(Number.MAX_SAFE_INTEGER);

/** Files that were written last before a window hold nothing of it, whether they were read or not. */
function writtenSince({ since }: ResponseWhere): Where[] {
  return since === null ? [] : [{ sql: 'mtime_ms >= ?', values: [since] }];
}

/** What was read, and what became of it? Responses after `notAfter` were dated by a clock that was wrong: none is the newest. */
export function provenanceOf(
  store: Store,
  where: ResponseWhere,
  roots?: readonly string[],
  notAfter: Millis = NEVER,
): ProvenanceRow {
  const flows = flowsOf(where);
  const files = allOf([...(roots === undefined ? [] : [belowRoots(roots)]), ...writtenSince(where)]);
  const row = store
    .prepare<unknown[], ProvenanceRow>(`
      SELECT
        (SELECT count(*) FROM files WHERE kind <> 'meta' AND ${files.sql}) AS files,
        (SELECT coalesce(sum(count), 0) FROM issues JOIN files USING (file_id)
          WHERE issues.kind IN ('bad-line', 'line-too-long') AND ${files.sql}) AS badLines,
        count(DISTINCT session_id) AS sessions, coalesce(sum(responses), 0) AS responses,
        coalesce(sum(records) - sum(responses), 0) AS recordsCollapsed, coalesce(sum(copies), 0) AS copiesCollapsed,
        coalesce(sum(recovered), 0) AS recovered, coalesce(sum(unfinished), 0) AS unfinished,
        max(newest_at) FILTER (WHERE newest_at <= ?) AS newestAt
      FROM ${flows.sql}`)
    .get(...files.values, ...files.values, notAfter, ...flows.values);
  if (row === undefined) throw new Error('an aggregate always has a row');
  return row;
}
