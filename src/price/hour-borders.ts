import { DAY_MS, type Millis } from '../model/time.ts';
import type { PriceTable } from './price-table.ts';

/**
 * The times of the UTC day, in milliseconds, at which some model's price changes every day: rising, each once, 0 first.
 * Empty where no price hangs on the hour, as in every price file of tj's.
 */
export function hourBorders(table: PriceTable): readonly number[] {
  const hours = table.models.flatMap((model) => model.rates.flatMap((row) => (row.hours === null ? [] : [row.hours])));
  if (hours.length === 0) return [];
  return [...new Set([0, ...hours.flatMap(({ from, until }) => [from, until])])].sort((a, b) => a - b);
}

/** Which part of its UTC day a moment lies in, by such borders; 0 where there are none. */
export function partOfDay(borders: readonly number[], at: Millis): number {
  if (borders.length === 0) return 0;
  const ms = at - Math.floor(at / DAY_MS) * DAY_MS;
  return Math.max(
    0,
    borders.findLastIndex((border) => border <= ms),
  );
}
