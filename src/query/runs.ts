import type { Millis } from '../model/time.ts';
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

/** How many responses had sessions of this run before a time? */
export function responsesBefore(store: Store, runId: string, time: Millis): number {
  const { sql, values } = inRun(runId);
  return (
    store
      .prepare<(string | number)[], number>(
        `SELECT count(*) FROM own_responses WHERE attempt = 0 AND at < ? AND ${sql}`,
      )
      .pluck()
      .get(time, ...values) ?? 0
  );
}

/** Lets sessions of this run through, or, without one, of any run. */
export function inRun(runId: string | null): Where {
  if (runId === null) {
    return { sql: 'session_id IN (SELECT session_id FROM known_sessions WHERE run_id IS NOT NULL)', values: [] };
  }
  return { sql: 'session_id IN (SELECT session_id FROM known_sessions WHERE run_id = ?)', values: [runId] };
}
