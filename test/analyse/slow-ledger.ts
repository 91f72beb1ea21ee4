import { ITEM, kindOfNumber, NOT_COUNTED, PLACE, type RateKey, STEP, timeOf } from '../../src/model/packed-context.ts';
import type { Millis } from '../../src/model/time.ts';
import type { PriceTable } from '../../src/price/price-table.ts';
import { type Priced, ratesFor } from '../../src/price/rates-for.ts';

/** A thread's context with words in place of numbers. */
export interface OpenContext {
  readonly items: readonly { readonly kind: string; readonly tool: string; readonly tokens: number }[];
  readonly stretches: readonly OpenStretch[];
}

interface OpenStretch {
  readonly places: readonly { readonly item: number; readonly tokens: number }[];
  readonly steps: readonly OpenStep[];
}

interface OpenStep {
  readonly at: Millis | null;
  /** Null for a response that another session owns. */
  readonly rate: RateKey | null;
  readonly context: number;
  readonly read: number;
  readonly write1h: number;
  readonly write5m: number;
  readonly input: number;
}

/** What carries a price: an item, or what was sent beyond all places. */
export interface Load {
  sent: number;
  cost: bigint;
  responses: number;
}

interface Packed {
  readonly tools: readonly string[];
  readonly rates: readonly RateKey[];
  readonly items: Int32Array;
  readonly stretches: () => Int32Array;
}

/** Reads items without what they came to, and the stretches from the first number to the last. */
export function unpacked({ tools, rates, items: packed, stretches: find }: Packed): OpenContext {
  const [count = 0] = packed;
  const field = (column: number, item: number) => packed[1 + column * count + item] ?? 0;
  const items = Array.from({ length: count }, (_, item) => ({
    kind: kindOfNumber(field(ITEM.kind, item)),
    tool: tools[field(ITEM.tool, item)] ?? '',
    tokens: field(ITEM.tokens, item),
  }));
  const numbers = find();
  let at = 0;
  const take = (count: number): number[] => {
    if (at + count > numbers.length) throw new Error(`the array ends at ${numbers.length}`);
    at += count;
    return [...numbers.slice(at - count, at)];
  };
  const several = <T>(count: number | undefined, one: () => T): T[] => Array.from({ length: count ?? 0 }, one);
  const of = (row: readonly number[], field: number) => row[field] ?? 0;
  const stretches: OpenStretch[] = [];
  while (at < numbers.length) {
    const [placeCount, stepCount] = take(2);
    const places = several(placeCount, () => {
      const row = take(PLACE.length);
      return { item: of(row, PLACE.item), tokens: of(row, PLACE.tokens) };
    });
    const steps = several(stepCount, () => {
      const row = take(STEP.length);
      const rate = of(row, STEP.rate);
      return {
        at: timeOf(of(row, STEP.day), of(row, STEP.ms)),
        rate: rate === NOT_COUNTED ? null : (rates[rate] ?? null),
        context: of(row, STEP.context),
        read: of(row, STEP.read),
        write1h: of(row, STEP.write1h),
        write5m: of(row, STEP.write5m),
        input: of(row, STEP.input),
      };
    });
    stretches.push({ places, steps });
  }
  return { items, stretches };
}

/** Which steps count. */
export type StepTest = (step: { readonly at: Millis | null; readonly model: string }) => boolean;

/**
 * The rule of prices by position (insight.md section 2) once more, the slow way: at every step each place is laid over
 * what was read, written for an hour, written for five minutes and sent. The last load is what lies beyond the places. The
 * parts of earlier answers lie apart, and whatever carries one of them carries the answers, which stand before them.
 */
export function weighSlowly({ items, stretches }: OpenContext, table: PriceTable, counts: StepTest): Load[] {
  const loads = [...items, null].map((): Load => ({ sent: 0, cost: 0n, responses: 0 }));
  const beyond = items.length;
  const answers = items.findIndex(({ kind }) => kind === 'output');
  for (const { places, steps } of stretches) {
    for (const step of steps) {
      if (step.rate === null || !counts({ at: step.at, model: step.rate[0] })) continue;
      const sent = step.read + step.write1h + step.write5m + step.input;
      const zones = zonesOf(step, priceOf(table, step.rate, step.at, sent));
      const carriers = new Set<number>();
      const lay = (from: number, to: number, item: number): void => {
        const load = loads[item];
        if (to <= from || load === undefined) return;
        load.sent += to - from;
        carriers.add(items[item]?.kind === 'output' ? answers : item);
        for (const zone of zones) {
          const overlap = Math.min(to, zone.to) - Math.max(from, zone.from);
          if (overlap > 0) load.cost += BigInt(overlap) * zone.rate;
        }
      };
      const end = Math.min(step.context, sent);
      let start = 0;
      for (const { item, tokens } of places) {
        if (start >= end) break;
        lay(start, Math.min(start + tokens, end), item);
        start = Math.min(start + tokens, end);
      }
      lay(start, sent, beyond);
      for (const item of carriers) (loads[item] as Load).responses++;
    }
  }
  return loads;
}

interface Zone {
  readonly from: number;
  readonly to: number;
  readonly rate: bigint;
}

function zonesOf(step: OpenStep, price: Priced | null): Zone[] {
  if (price === null) return [];
  const { cacheRead, cacheWrite1h, cacheWrite5m, input } = price.rates;
  let from = 0;
  const next = (tokens: number, rate: bigint): Zone => {
    from += tokens;
    return { from: from - tokens, to: from, rate };
  };
  return [
    next(step.read, cacheRead),
    next(step.write1h, cacheWrite1h),
    next(step.write5m, cacheWrite5m),
    next(step.input, input),
  ];
}

/** What a request costs per token; null where it has no price. */
export function priceOf(
  table: PriceTable,
  [model, fast, geo, tier]: RateKey,
  atMs: Millis | null,
  promptTokens: number,
): Priced | null {
  const price = ratesFor(table, { model, atMs, speed: fast ? 'fast' : 'standard', geo, tier, promptTokens });
  return price.kind === 'priced' ? price : null;
}
