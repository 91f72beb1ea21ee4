import { type Millis, parseIso } from '../model/time.ts';
import type { ModelPrices, PriceTable } from './price-table.ts';
import { resolveModel } from './resolve-model.ts';
import { rowInForce } from './row-in-force.ts';

/** Whether a model as written is of a premium tier (Opus, Fable, Mythos); one without a price is not known to be. */
export function isPremium(table: PriceTable, model: string): boolean {
  return resolveModel(table, model)?.prices.premium ?? false;
}

/** The same as `nextTier`, worked out once for each moment: its id. */
export function nextTierIds(table: PriceTable): (at: Millis | null) => string | null {
  const known = new Map<Millis | null, string | null>();
  return (at) => {
    const id = known.has(at) ? known.get(at) : nextTier(table, at)?.id;
    known.set(at, id ?? null);
    return id ?? null;
  };
}

/**
 * The model one tier below the premium ones at a moment (null: the day of the price file): of the Sonnet models that
 * were out by then and had a price, the newest. Null when there was none. No list of pairs is kept: the price file says
 * which models there are, and a new Sonnet takes the place of the last one by itself.
 */
export function nextTier(table: PriceTable, at: Millis | null): ModelPrices | null {
  const moment = at ?? table.asOf;
  let newest: { readonly model: ModelPrices; readonly since: number } | null = null;
  for (const model of table.models) {
    const since = releasedAt(model);
    if (model.premium || !SONNET.test(model.id) || since === null || since > moment) continue;
    if (rowInForce(model.rates, moment) === null || (newest !== null && newest.since >= since)) continue;
    newest = { model, since };
  }
  return newest?.model ?? null;
}

const SONNET = /(?:^|-)sonnet(?:-|$)/;

/** Its release, else the first day it had a price; null when neither is known. */
function releasedAt(model: ModelPrices): number | null {
  return model.released === null ? (model.rates[0]?.from ?? null) : parseIso(model.released);
}
