import { DAY_MS, type Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** A model, as written, on a UTC day. */
export interface ModelDay {
  readonly model: string;
  /** Begin of the day; null for responses without a time. */
  readonly at: Millis | null;
}

/** Which models answered on which days? */
export function modelDays(store: Store, where: Where): ModelDay[] {
  return store
    .prepare<unknown[], ModelDay>(`
      SELECT model, day * ${DAY_MS} AS at
      FROM (SELECT DISTINCT model, at / ${DAY_MS} AS day FROM responses WHERE ${where.sql})
      ORDER BY model, day`)
    .all(...where.values);
}

/** How many responses did these models give on these days? */
export function responsesOn(store: Store, where: Where, days: readonly ModelDay[]): number {
  if (days.length === 0) return 0;
  return (
    store
      .prepare<unknown[], number>(
        `SELECT count(*) FROM responses WHERE attempt = 0 AND (${where.sql})
        AND EXISTS (SELECT 1 FROM json_each(?) WHERE value ->> 0 = model AND value ->> 1 IS at / ${DAY_MS} * ${DAY_MS})`,
      )
      .pluck()
      .get(...where.values, JSON.stringify(days.map(({ model, at }) => [model, at]))) ?? 0
  );
}
