import type { PicoUsd } from '../model/money.ts';
import type { Millis } from '../model/time.ts';
import { type Ratio, timesRatio } from './exact-decimal.ts';
import type { ModelPrices, PriceRow, PriceTable, Rates } from './price-table.ts';
import { type ResolvedModel, resolveModel } from './resolve-model.ts';
import { rowInForce, rowToCome } from './row-in-force.ts';

/** What the price of a request depends on, as its record says it. */
export interface PricedCall {
  readonly model: string;
  /** Null: the record has no time. */
  readonly atMs: Millis | null;
  readonly speed: 'fast' | 'standard';
  /** `inference_geo`; null or '' when absent. */
  readonly geo: string | null;
  /** `service_tier`; null or '' when absent. */
  readonly tier: string | null;
  /** Prompt of this one request: input, cache read and both cache writes. */
  readonly promptTokens: number;
}

export type CallPrice = Priced | Unpriced;

export interface Priced {
  readonly kind: 'priced';
  /** Same for all spellings of a model. */
  readonly modelId: string;
  /** Pico-dollars per token, with tier, fast, geo and batch in them. */
  readonly rates: Rates;
  /** Pico-dollars per web search. */
  readonly webSearchPico: PicoUsd;
  /** Why the price is less than certain; empty when it is plain list price. */
  readonly flags: readonly PriceFlag[];
}

/** No price, which is not a price of zero. */
export interface Unpriced {
  readonly kind: 'unpriced';
  /** As written. */
  readonly model: string;
  /** `no-row`: the model is listed, but the user's rows for it leave that time out. */
  readonly reason: 'unknown-model' | 'no-row';
}

export type PriceFlag =
  /** Earlier than the model's first row: that row. */
  | 'before-first-row'
  /** Fast mode without a fast row in force: the standard row. */
  | 'no-fast-row'
  /** Fast and batch at once, which the API does not offer: the fast row, without the batch discount. */
  | 'fast-and-batch'
  /** Committed spend has no price per token: the standard row. */
  | 'priority-tier'
  /** No time: the row in force on the day of the price file. */
  | 'time-unknown'
  /** US-only, and not known whether this model then costs more: no surcharge. */
  | 'geo-unknown';

/**
 * The rates of one request at list price (counting.md section 2, V1 to V20): the row in force at its time, the tier
 * of its prompt size for the whole request, the fast row for fast mode, then the surcharge of a cloud's region or of the
 * US and the batch discount, rounded once, half up, to the pico-dollar per token (all shipped rates come out exact).
 */
export function ratesFor(table: PriceTable, call: PricedCall): CallPrice {
  const resolved = resolveModel(table, call.model);
  if (resolved === null) return { kind: 'unpriced', model: call.model, reason: 'unknown-model' };
  const { prices } = resolved;
  const flags: PriceFlag[] = [];
  if (call.atMs === null) flags.push('time-unknown');
  const chosen = chooseRow(resolved, call, call.atMs ?? table.asOf, flags);
  if (chosen === null) return { kind: 'unpriced', model: call.model, reason: 'no-row' };

  const ratios: Ratio[] = [];
  const cloud = cloudCharge(table, resolved);
  if (cloud !== null) ratios.push(cloud.ratio);
  else if (costsMoreInUs(prices, call, flags)) ratios.push(table.geoUs);
  if (isBatch(resolved, call, chosen.fast, flags)) ratios.push(table.batch);
  if (call.tier === 'priority') flags.push('priority-tier');
  const rates = timesAll(ratesOfTier(chosen.row, call.promptTokens), ratios);
  const webSearchPico = prices.webSearchPico ?? table.webSearchPico;
  return { kind: 'priced', modelId: prices.id, rates, webSearchPico, flags };
}

interface ChosenRow {
  readonly row: PriceRow;
  readonly fast: boolean;
}

function chooseRow(resolved: ResolvedModel, call: PricedCall, at: Millis, flags: PriceFlag[]): ChosenRow | null {
  if (call.speed === 'fast' || resolved.fast) {
    const fast = rowInForce(resolved.prices.fast, at);
    if (fast !== null) return { row: fast, fast: true };
    flags.push('no-fast-row');
  }
  const standard = rowInForce(resolved.prices.rates, at);
  if (standard !== null) return { row: standard, fast: false };
  const first = rowToCome(resolved.prices.rates, at);
  if (first === null) return null;
  flags.push('before-first-row');
  return { row: first, fast: false };
}

/** What the id of a model says about its price, beside which model it is. */
export interface IdCharge {
  readonly reason: 'regional' | 'gov' | 'batch';
  /** Times the rates of the model's rows. */
  readonly ratio: Ratio;
}

/** What a cloud asks for keeping requests within a region. Prices that are not tj's own have it in them. */
export function cloudCharge(table: PriceTable, { prices, cloud }: ResolvedModel): IdCharge | null {
  if (cloud === 'gov') return prices.origin.kind === 'own' ? { reason: 'gov', ratio: table.govCloud } : null;
  return cloud === 'regional' && prices.cloudRegional ? { reason: 'regional', ratio: table.cloudRegional } : null;
}

function costsMoreInUs(prices: ModelPrices, call: PricedCall, flags: PriceFlag[]): boolean {
  if (call.geo !== 'us') return false;
  if (prices.geoUs === null) flags.push('geo-unknown');
  return prices.geoUs === true;
}

function isBatch(resolved: ResolvedModel, call: PricedCall, fast: boolean, flags: PriceFlag[]): boolean {
  const batch = (call.tier === 'batch' && resolved.prices.origin.kind !== 'listed') || resolved.batch;
  if (batch && fast) flags.push('fast-and-batch');
  return batch && !fast;
}

function ratesOfTier(row: PriceRow, promptTokens: number): Rates {
  return row.tiers.findLast((tier) => promptTokens > tier.promptTokensAbove)?.rates ?? row.rates;
}

/** Rates times all of these, rounded once. */
export function timesAll(rates: Rates, ratios: readonly Ratio[]): Rates {
  if (ratios.length === 0) return rates;
  const ratio = ratios.reduce((a, b) => ({
    numerator: a.numerator * b.numerator,
    denominator: a.denominator * b.denominator,
  }));
  return {
    input: timesRatio(rates.input, ratio),
    output: timesRatio(rates.output, ratio),
    cacheRead: timesRatio(rates.cacheRead, ratio),
    cacheWrite5m: timesRatio(rates.cacheWrite5m, ratio),
    cacheWrite1h: timesRatio(rates.cacheWrite1h, ratio),
  };
}
