import type { Millis } from '../../model/time.ts';
import type { Store } from '../../store/open-store.ts';

/** Sessions of which no hook said that they ended. */
export interface MissedEnds {
  /** Those that began after the first report of an end. */
  readonly sessionIds: readonly string[];
  /** When an end was reported for the first time; null where none ever was. */
  readonly since: Millis | null;
}

/** Which sessions, begun since ends are reported and without a record after `before`, were never said to have ended? */
export function missedEnds(store: Store, before: Millis): MissedEnds {
  const since = store.prepare<[], Millis | null>("SELECT min(at) FROM hook_reports WHERE reason <> ''").pluck().get();
  if (since == null) return { sessionIds: [], since: null };
  const sessionIds = store
    .prepare<[Millis, Millis], string>(`
      SELECT session_id FROM known_sessions
      WHERE closed_at IS NULL AND started_at > ? AND ended_at < ? AND session_id IN (SELECT session_id FROM usage)
      ORDER BY ended_at DESC, session_id`)
    .pluck()
    .all(since, before);
  return { sessionIds, since };
}
