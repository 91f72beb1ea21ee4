import { DAY_MS, type Millis, millis } from '../model/time.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { hourBorders, partOfDay } from '../price/hour-borders.ts';
import type { PriceTable } from '../price/price-table.ts';
import { type CallPrice, ratesFor } from '../price/rates-for.ts';

/** What of a group its price depends on. */
export type PricedBy = Pick<UsageGroup, 'at' | 'model' | 'fast' | 'geo' | 'tier' | 'promptTokens'>;

/** The price per token of a group. */
export type Pricer = (group: PricedBy) => CallPrice;

/** A pricer over one price table that works out each combination once. Price rows change at UTC midnight, or at given hours. */
export function pricerFor(table: PriceTable): Pricer {
  // Answers sum the same groups in several ways: a group that was asked for is not even spelled out again.
  const asked = new WeakMap<PricedBy, CallPrice>();
  const priceOf = pricerByKey(table);
  return (group) => {
    let price = asked.get(group);
    if (price === undefined) {
      price = priceOf(group);
      asked.set(group, price);
    }
    return price;
  };
}

function pricerByKey(table: PriceTable): Pricer {
  const known = new Map<string, CallPrice>();
  const borders = hourBorders(table);
  return (group) => {
    const from = group.at === null ? null : beginOf(group.at, borders);
    const key = `${group.model}\n${from}\n${group.fast}\n${group.geo}\n${group.tier}\n${group.promptTokens}`;
    let price = known.get(key);
    if (price === undefined) {
      price = ratesFor(table, {
        model: group.model,
        atMs: from,
        speed: group.fast ? 'fast' : 'standard',
        geo: group.geo,
        tier: group.tier,
        promptTokens: group.promptTokens,
      });
      known.set(key, price);
    }
    return price;
  };
}

/** When the prices that are in force at a moment began to be so that day. */
function beginOf(at: Millis, borders: readonly number[]): Millis {
  return millis(Math.floor(at / DAY_MS) * DAY_MS + (borders[partOfDay(borders, at)] ?? 0));
}
