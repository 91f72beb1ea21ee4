import { DAY_MS, type Millis } from '../model/time.ts';
import type { DayHours, PriceRow } from './price-table.ts';

/** The row in force at a moment: from inclusive, until exclusive. Null when there is none. */
export function rowInForce(rows: readonly PriceRow[], at: Millis): PriceRow | null {
  return (
    rows.find(
      (row) =>
        (row.from === null || row.from <= at) &&
        (row.until === null || at < row.until) &&
        (row.hours === null || isWithinHours(row.hours, at)),
    ) ?? null
  );
}

/** The first row of all hours, when the moment lies before it; else null. */
export function rowToCome(rows: readonly PriceRow[], at: Millis): PriceRow | null {
  const first = rows.find((row) => row.hours === null);
  return first !== undefined && first.from !== null && at < first.from ? first : null;
}

function isWithinHours({ from, until }: DayHours, at: Millis): boolean {
  const ms = at - Math.floor(at / DAY_MS) * DAY_MS;
  return from < until ? ms >= from && ms < until : ms >= from || ms < until;
}
