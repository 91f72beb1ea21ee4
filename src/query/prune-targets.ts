import type { PruneTarget } from '../model/prune-target.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { lastSeen } from './last-seen.ts';
import { allOf, belowRoots, type Where } from './response-filter.ts';

/** What is to be taken out of the store. What several of these name is taken out where all of them name it. */
export interface PruneWish {
  /** Paths that the paths of transcripts begin with; null for all. */
  readonly roots: readonly string[] | null;
  /** Sessions whose last record is before this; null for all. */
  readonly before: Millis | null;
  /** Only what is gone from transcripts that still exist. */
  readonly gone: boolean;
}

/** Of which files is to be taken out what they hold, or, where that is asked for, what is gone from them? By session and path. */
export function pruneTargets(store: Store, wish: PruneWish, now: Millis): PruneTarget[] {
  const table = wish.gone ? 'gone_records' : 'files';
  const where = allOf([rootsOf(wish), beforeOf(wish, now)]);
  return store
    .prepare<unknown[], PruneTarget>(`
      SELECT DISTINCT file_id AS fileId, path, kind, wanted.session_id AS sessionId, size
      FROM (SELECT file_id, session_id FROM ${table}) AS wanted JOIN (SELECT file_id, path, kind, size FROM files) USING (file_id)
      WHERE ${where.sql}
      ORDER BY 4, 2`)
    .all(...where.values);
}

function rootsOf({ roots }: PruneWish): Where {
  return roots === null ? { sql: 'TRUE', values: [] } : belowRoots(roots);
}

function beforeOf({ before }: PruneWish, now: Millis): Where {
  if (before === null) return { sql: 'TRUE', values: [] };
  const old = `SELECT session_id FROM known_sessions WHERE ${lastSeen(now)} < ?`;
  // Of a session that was read for its responses alone the last record is not known: it is no later than its file.
  const later = `SELECT session_id FROM sessions JOIN files USING (session_id) WHERE depth = 'usage' AND mtime_ms >= ?`;
  return { sql: `wanted.session_id IN (${old}) AND wanted.session_id NOT IN (${later})`, values: [before, before] };
}
