import { type Millis, parseIso } from '../model/time.ts';
import { mayBeListed } from './look-up-model.ts';
import type { ModelPrices, PriceTable } from './price-table.ts';
import { resolveModel } from './resolve-model.ts';
import { rowInForce } from './row-in-force.ts';

/** Whether a model as written is of a premium tier (Opus, Fable, Mythos); one without a price is not known to be. */
export function isPremium(table: PriceTable, model: string): boolean {
  return resolveModel(table, model)?.prices.premium ?? false;
}

/** Whether a model as written is none of Anthropic's, whose tiers are the only ones known here. */
export function isOutsideTiers(table: PriceTable, model: string): boolean {
  const resolved = resolveModel(table, model)?.prices;
  return !resolved?.premium && mayBeListed(resolved?.id ?? model);
}

/** The same as `nextTier`, worked out once for each moment: its id. */
export function nextTierIds(table: PriceTable): (at: Millis | null) => string | null {
  const known = new Map<Millis | null, string | null>();
  const sonnets = sonnetsOf(table);
  return (at) => {
    const id = known.has(at) ? known.get(at) : newestOf(sonnets, at ?? table.asOf)?.id;
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
  return newestOf(sonnetsOf(table), at ?? table.asOf);
}

const SONNET = /(?:^|-)sonnet(?:-|$)/;

/** A model, and since when it was out. */
interface Sonnet {
  readonly model: ModelPrices;
  readonly since: number;
}

function sonnetsOf({ models }: PriceTable): Sonnet[] {
  return models.flatMap((model) => {
    const since = model.premium || !SONNET.test(model.id) ? null : releasedAt(model);
    return since === null ? [] : [{ model, since }];
  });
}

function newestOf(sonnets: readonly Sonnet[], moment: Millis): ModelPrices | null {
  let newest: Sonnet | null = null;
  for (const sonnet of sonnets) {
    if (sonnet.since > moment || rowInForce(sonnet.model.rates, moment) === null) continue;
    if (newest === null || sonnet.since > newest.since) newest = sonnet;
  }
  return newest?.model ?? null;
}

/** Its release, else the first day it had a price; null when neither is known. */
function releasedAt(model: ModelPrices): number | null {
  return model.released === null ? (model.rates[0]?.from ?? null) : parseIso(model.released);
}
