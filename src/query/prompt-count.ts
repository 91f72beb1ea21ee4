import type { Store } from '../store/open-store.ts';
import { PERSONS } from './person-prompts.ts';
import type { ResponseWhere } from './response-filter.ts';

/**
 * How many turns did the person open within the window, in the sessions that `where` lets through? Neither those copied
 * from another session nor those of sessions without any response.
 */
export function promptCount(store: Store, { since, until, sessions }: ResponseWhere): number {
  return store
    .prepare<unknown[], number>(`
      SELECT count(*) FROM turns
      WHERE kind IN (${PERSONS})
        AND (started_at >= ? OR ? IS NULL) AND (started_at < ? OR ? IS NULL) AND ${sessions.sql}
        AND EXISTS (SELECT 1 FROM usage WHERE usage.session_id = turns.session_id)
        AND (responses = 0 OR EXISTS (
          SELECT 1 FROM usage
          WHERE usage.session_id = turns.session_id AND usage.turn_id = turns.turn_id))`)
    .pluck()
    .get(since, since, until, until, ...sessions.values) as number;
}
