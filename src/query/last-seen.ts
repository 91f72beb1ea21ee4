import { DAY_MS, type Millis } from '../model/time.ts';

/** Clocks of machines that share a history may differ by this much; a record further ahead bears a wrong date. */
const AHEAD_MS = DAY_MS;

/**
 * SQL for when a row of `known_sessions` was active last, as far as that can be believed at `now`: a record dated further
 * ahead than by a day neither keeps a session active nor makes it longer. NULL where no record has another date.
 */
export function lastSeen(now: Millis): string {
  const latest = Math.trunc(now) + AHEAD_MS;
  return `iif(ended_at <= ${latest}, ended_at, (
    SELECT max(earlier.value)
    FROM sessions AS own, json_each(own.earlier_ends) AS earlier
    WHERE own.session_id = known_sessions.session_id AND earlier.value <= ${latest}
  ))`;
}
