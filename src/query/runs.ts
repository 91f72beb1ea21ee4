import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** Which runs have an id that begins so? In order, no more than `limit`; an id that is just so comes first. */
export function runsLike(store: Store, prefix: string, limit: number): string[] {
  return store
    .prepare<[string, string, number], string>(`
      SELECT DISTINCT run_id FROM known_sessions
      WHERE substr(run_id, 1, length(?)) = ? ORDER BY length(run_id), run_id LIMIT ?`)
    .pluck()
    .all(prefix, prefix, limit);
}

/** Lets sessions of this run through, or, without one, of any run. */
export function inRun(runId: string | null): Where {
  if (runId === null) {
    return { sql: 'session_id IN (SELECT session_id FROM known_sessions WHERE run_id IS NOT NULL)', values: [] };
  }
  return { sql: 'session_id IN (SELECT session_id FROM known_sessions WHERE run_id = ?)', values: [runId] };
}
