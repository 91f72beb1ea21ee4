import type { Millis } from '../../model/time.ts';
import type { Store } from '../../store/open-store.ts';

/** Sessions of which no hook said that they ended. */
export interface MissedEnds {
  /** Those that went on after ends were first to be reported. */
  readonly sessionIds: readonly string[];
  /** When an end was reported for the first time; where none ever was, since when the hook is there; null without one. */
  readonly since: Millis | null;
}

/**
 * Which sessions, with a record since ends are reported and none after `before`, were never said to have ended? `hookedSince`: since when a
 * hook is there that never reported anything; null where none is.
 */
export function missedEnds(store: Store, before: Millis, hookedSince: Millis | null): MissedEnds {
  const first = store.prepare<[], Millis | null>("SELECT min(at) FROM hook_reports WHERE reason <> ''").pluck().get();
  const since = first ?? hookedSince;
  if (since === null) return { sessionIds: [], since: null };
  const sessionIds = store
    .prepare<[Millis, Millis], string>(`
      SELECT session_id FROM known_sessions
      WHERE closed_at IS NULL AND ended_at > ? AND ended_at < ? AND session_id IN (SELECT session_id FROM usage)
      ORDER BY ended_at DESC, session_id`)
    .pluck()
    .all(since, before);
  return { sessionIds, since };
}
