import type { Store } from '../store/open-store.ts';
import { allOf, type ResponseWhere, type Where } from './response-filter.ts';

/** How many turns have begun within the window, in the sessions that `where` lets through? */
export function turnCount(store: Store, where: ResponseWhere): number {
  const begun = begunWithin(where);
  return store
    .prepare<unknown[], number>(`SELECT count(*) FROM turns WHERE ${begun.sql}`)
    .pluck()
    .get(...begun.values) as number;
}

/**
 * How many of them has each session? `ofModels`: only turns with a response that `where` lets through, where it asks for
 * a model; all that have begun are counted otherwise.
 */
export function turnsBySession(store: Store, where: ResponseWhere, ofModels: boolean): ReadonlyMap<string, number> {
  const begun = begunWithin(where);
  const has = ofModels
    ? allOf([begun, { sql: `turn_id IN (SELECT turn_id FROM own_responses WHERE ${where.sql})`, values: where.values }])
    : begun;
  return new Map(
    store
      .prepare<unknown[], [sessionId: string, turns: number]>(
        `SELECT session_id, count(*) FROM turns WHERE ${has.sql} GROUP BY 1 ORDER BY 1`,
      )
      .raw()
      .all(...has.values),
  );
}

function begunWithin({ since, until, sessions }: ResponseWhere): Where {
  const from = since === null ? [] : [{ sql: 'started_at >= ?', values: [since] }];
  const to = until === null ? [] : [{ sql: 'started_at < ?', values: [until] }];
  return allOf([{ sql: "kind <> 'orphan' AND answered", values: [] }, ...from, ...to, sessions]);
}
