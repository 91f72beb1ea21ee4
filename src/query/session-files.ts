import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** A transcript that something is kept of for a session. */
export interface SessionFileRow {
  readonly sessionId: string;
  readonly path: string;
  /** Whose it is: '' for the session's own. */
  readonly agentId: string;
  /** Whether it held records of the session when it was last read. */
  readonly holds: 0 | 1;
  /** Whether records of the session are gone from it. */
  readonly lacks: 0 | 1;
}

/** Which transcripts is anything kept of, for the sessions that `where` lets through? */
export function sessionFiles(store: Store, where: Where): SessionFileRow[] {
  return store
    .prepare<unknown[], SessionFileRow>(`
      SELECT part.session_id AS sessionId, path, coalesce(agent_id, '') AS agentId, max(holds) AS holds, max(lacks) AS lacks
      FROM (
        SELECT session_id, file_id, EXISTS (SELECT 1 FROM journal WHERE journal.file_id = files.file_id) AS holds, 0 AS lacks
        FROM files WHERE ${where.sql}
        UNION ALL
        SELECT session_id, file_id, 0, 1 FROM gone_records WHERE ${where.sql}
      ) AS part JOIN files USING (file_id)
      WHERE kind <> 'meta'
      GROUP BY 1, 2
      ORDER BY 1, 2`)
    .all(...where.values, ...where.values);
}
