import { DAY_MS } from '../model/time.ts';
import { type FileRates, readDay, readRates } from './parse-price-table.ts';
import type { ListedModel, ListedPrice, ListedTiers, ListedTime } from './price-list.ts';
import type { DayHours, PriceRow } from './price-table.ts';

/**
 * The rows of a listed model, so that `rowInForce` finds what the list itself would: prices of hours first, the last of
 * the list before the others, each until a later price takes over for all hours. Null when one of them cannot be told
 * per token: then the model stays unpriced.
 */
export function listedRows({ prices }: ListedModel): readonly PriceRow[] | null {
  const rows: PriceRow[] = [];
  const hourly: PriceRow[] = [];
  for (const [i, price] of prices.entries()) {
    const rates = ratesOf(price);
    if (rates === null) return null;
    const { when } = price;
    const later = prices.slice(i + 1).find((each) => each.when !== null && 'from' in each.when)?.when ?? null;
    const until = later !== null && 'from' in later ? readDay(later.from) : null;
    const from = when !== null && 'from' in when ? readDay(when.from) : null;
    const hours = hoursOf(when);
    if (hours === null) rows.push({ from, until, hours, ...rates });
    else hourly.unshift({ from, until, hours, ...rates });
  }
  return [...hourly, ...rows];
}

type RatesAndTiers = Pick<PriceRow, 'rates' | 'tiers'>;

function ratesOf({ usd }: ListedPrice): RatesAndTiers | null {
  // A price of each request, or of output by what it is, is no price of tokens.
  if (usd.input_mtok === undefined || usd.output_mtok === undefined || usd.requests_kcount !== undefined) return null;
  const starts = TOKEN_PRICES.flatMap((key) => tiersOf(usd[key]).map(({ start }) => start));
  return {
    rates: readRates(ratesAbove(usd, null)),
    tiers: [...new Set(starts)]
      .sort((a, b) => a - b)
      .map((start) => ({ promptTokensAbove: start, rates: readRates(ratesAbove(usd, start)) })),
  };
}

const TOKEN_PRICES = [
  'input_mtok',
  'output_mtok',
  'cache_read_mtok',
  'cache_write_mtok',
  'cache_write_5m_mtok',
  'cache_write_1h_mtok',
] as const;

/** Of prompts just above so many tokens. What has no price of its own costs what it is a part of: cached input is input. */
function ratesAbove(usd: ListedPrice['usd'], start: number | null): FileRates {
  const at = (key: (typeof TOKEN_PRICES)[number]) => priceAbove(usd[key], start);
  const input = at('input_mtok') ?? 0;
  const write = at('cache_write_mtok') ?? input;
  return {
    input,
    output: at('output_mtok') ?? 0,
    cacheRead: at('cache_read_mtok') ?? input,
    cacheWrite5m: at('cache_write_5m_mtok') ?? write,
    cacheWrite1h: at('cache_write_1h_mtok') ?? write,
  };
}

function priceAbove(price: number | ListedTiers | undefined, start: number | null): number | null {
  if (price === undefined || typeof price === 'number') return price ?? null;
  return tiersOf(price).findLast((tier) => start !== null && tier.start <= start)?.price ?? price.base;
}

function tiersOf(price: number | ListedTiers | undefined): ListedTiers['tiers'] {
  return typeof price === 'object' ? [...price.tiers].sort((a, b) => a.start - b.start) : [];
}

function hoursOf(when: ListedTime | null): DayHours | null {
  if (when === null || 'from' in when) return null;
  return { from: msOfDay(when.start), until: msOfDay(when.end) };
}

/** `HH:MM:SS` with `Z` or an offset from UTC to milliseconds of the UTC day. */
function msOfDay(time: string): number {
  const at = Date.parse(`1970-01-02T${time}`);
  if (Number.isNaN(at)) throw new RangeError(`not a time of day: ${time}`);
  return at % DAY_MS;
}
