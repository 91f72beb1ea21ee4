import type { Store } from '../store/open-store.ts';
import type { ResponseWhere } from './response-filter.ts';

/** How many turns have begun within the window, in the sessions that `where` lets through? */
export function turnCount(store: Store, { since, until, sessions }: ResponseWhere): number {
  return store
    .prepare<unknown[], number>(
      `SELECT count(*) FROM turns
      WHERE kind <> 'orphan' AND answered AND (started_at >= ? OR ? IS NULL) AND (started_at < ? OR ? IS NULL)
        AND ${sessions.sql}`,
    )
    .pluck()
    .get(since, since, until, until, ...sessions.values) as number;
}
