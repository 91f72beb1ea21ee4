import type { Millis } from '../model/time.ts';
import type { PriceRow } from './price-table.ts';

/** The row in force at a moment: from inclusive, until exclusive. Null when there is none. */
export function rowInForce(rows: readonly PriceRow[], at: Millis): PriceRow | null {
  return rows.find((row) => (row.from === null || row.from <= at) && (row.until === null || at < row.until)) ?? null;
}

/** The first row, when the moment lies before it; else null. */
export function rowToCome(rows: readonly PriceRow[], at: Millis): PriceRow | null {
  const first = rows[0];
  return first !== undefined && first.from !== null && at < first.from ? first : null;
}
