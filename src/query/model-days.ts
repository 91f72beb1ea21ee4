import { DAY_MS, type Millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** How many responses a model gave on a UTC day, as a plain group: modes do not decide whether there is a price. */
export interface ModelDay extends Pick<UsageGroup, 'at' | 'model' | 'fast' | 'geo' | 'tier' | 'promptTokens'> {
  readonly responses: number;
}

/** Which models answered on which days? All that is needed to tell which responses have a price. */
export function modelDays(store: Store, where: Where): ModelDay[] {
  return store
    .prepare<unknown[], { readonly model: string; readonly at: Millis | null; readonly responses: number }>(`
      SELECT model, at / ${DAY_MS} * ${DAY_MS} AS at, sum(attempt = 0) AS responses
      FROM responses
      WHERE ${where.sql}
      GROUP BY model, at / ${DAY_MS}
      ORDER BY model, at`)
    .all(...where.values)
    .map((row) => ({ ...row, fast: false, geo: '', tier: '', promptTokens: 0 }));
}
