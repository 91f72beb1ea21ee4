import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import { oneOf } from './response-filter.ts';

/** When did the turns of these sessions' main threads begin? In order of time, those without a time left out. */
export function turnStarts(store: Store, sessionIds: readonly string[]): Map<string, Millis[]> {
  const { sql, values } = oneOf(sessionIds);
  const rows = store
    .prepare<unknown[], readonly [sessionId: string, startedAt: Millis]>(`
      SELECT session_id, started_at FROM turns WHERE started_at IS NOT NULL AND ${sql}
      ORDER BY session_id, started_at, turn_id`)
    .raw()
    .all(...values);
  const starts = new Map<string, Millis[]>();
  for (const [sessionId, startedAt] of rows) {
    const known = starts.get(sessionId);
    if (known === undefined) starts.set(sessionId, [startedAt]);
    else known.push(startedAt);
  }
  return starts;
}
