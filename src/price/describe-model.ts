import { isoOf, type Millis, millis } from '../model/time.ts';
import { TOKEN_CLASSES, type TokenClass } from '../model/tokens.ts';
import type { DayHours, ModelPrices, PriceOrigin, PriceRow, PriceSource, PriceTable, Rates } from './price-table.ts';
import { cloudCharge, type IdCharge, timesAll } from './rates-for.ts';
import { resolveModel } from './resolve-model.ts';
import { rowInForce } from './row-in-force.ts';

/** What the table holds on one model, as plain values for a renderer. */
export interface ModelDescription {
  readonly modelId: string;
  readonly name: string;
  readonly ids: readonly string[];
  /** The user's names for it. */
  readonly aliases: readonly string[];
  readonly premium: boolean;
  /** `YYYY-MM-DD` or null. */
  readonly released: string | null;
  readonly retired: string | null;
  readonly origin: PriceOrigin;
  readonly geoUs: boolean | null;
  readonly confidence: ModelPrices['confidence'];
  readonly notes: string | null;
  readonly sources: readonly (PriceSource & { readonly id: string })[];
  /** What the id asked for says about the price; the rows have it in them, those of fast mode without a batch discount. */
  readonly charges: readonly ChargeDescription[];
  /** Whether the id asked for is one of fast mode: then the fast rows count. */
  readonly asksForFast: boolean;
  /** In force at the moment asked for; null when there is none. */
  readonly standard: RowDescription | null;
  readonly fast: RowDescription | null;
  /** All, oldest first. */
  readonly standardRows: readonly RowDescription[];
  readonly fastRows: readonly RowDescription[];
}

export interface ChargeDescription extends Pick<IdCharge, 'reason'> {
  /** 1.1 for a tenth more. */
  readonly times: number;
}

export interface RowDescription {
  /** `YYYY-MM-DD`, inclusive; null: ever since. */
  readonly from: string | null;
  /** `YYYY-MM-DD`, exclusive; null: still in force. */
  readonly until: string | null;
  /** `HH:MM-HH:MM` of the UTC day; null: all hours. */
  readonly hours: string | null;
  readonly usdPerMillion: Readonly<Record<TokenClass, number>>;
  readonly tiers: readonly {
    readonly promptTokensAbove: number;
    readonly usdPerMillion: Readonly<Record<TokenClass, number>>;
  }[];
}

/** Describes the model that an id as written leads to; null when it has no price. */
export function describeModel(table: PriceTable, model: string, at: Millis): ModelDescription | null {
  const resolved = resolveModel(table, model);
  if (resolved === null) return null;
  const cloud = cloudCharge(table, resolved);
  const batch: IdCharge[] = resolved.batch ? [{ reason: 'batch', ratio: table.batch }] : [];
  const [all, own] = [cloud === null ? [] : [cloud], cloud === null ? batch : [cloud, ...batch]];
  const described = describe(table, { ...resolved.prices, ...charged(resolved.prices, own, all) }, at);
  return {
    ...described,
    aliases: aliasesOf(table, resolved.prices),
    charges: own.map(({ reason, ratio }) => ({ reason, times: Number(ratio.numerator) / Number(ratio.denominator) })),
    asksForFast: resolved.fast,
  };
}

function charged(prices: ModelPrices, standard: readonly IdCharge[], fast: readonly IdCharge[]) {
  return {
    rates: prices.rates.map((row) => withCharges(row, standard)),
    fast: prices.fast.map((row) => withCharges(row, fast)),
  };
}

function withCharges(row: PriceRow, charges: readonly IdCharge[]): PriceRow {
  const ratios = charges.map(({ ratio }) => ratio);
  const tiers = row.tiers.map((tier) => ({ ...tier, rates: timesAll(tier.rates, ratios) }));
  return { ...row, rates: timesAll(row.rates, ratios), tiers };
}

function aliasesOf(table: PriceTable, prices: ModelPrices): string[] {
  return [...table.aliases].filter(([, id]) => table.byId.get(id) === prices).map(([alias]) => alias);
}

/** Describes all models, in the order of the table: shipped ones first, the user's additions last. */
export function describeModels(table: PriceTable, at: Millis): readonly ModelDescription[] {
  return table.models.map((prices) => describe(table, prices, at));
}

function describe(table: PriceTable, prices: ModelPrices, at: Millis): ModelDescription {
  const standard = rowInForce(prices.rates, at);
  const fast = rowInForce(prices.fast, at);
  return {
    modelId: prices.id,
    name: prices.name,
    ids: prices.ids,
    aliases: aliasesOf(table, prices),
    premium: prices.premium,
    released: prices.released,
    retired: prices.retired,
    origin: prices.origin,
    geoUs: prices.geoUs,
    confidence: prices.confidence,
    notes: prices.notes,
    sources: prices.sources.flatMap((id) => sourceOf(table, id)),
    charges: [],
    asksForFast: false,
    standard: standard === null ? null : describeRow(standard),
    fast: fast === null ? null : describeRow(fast),
    standardRows: prices.rates.map(describeRow),
    fastRows: prices.fast.map(describeRow),
  };
}

function sourceOf(table: PriceTable, id: string): readonly (PriceSource & { readonly id: string })[] {
  const source = table.sources.get(id);
  return source === undefined ? [] : [{ id, ...source }];
}

function describeRow(row: PriceRow): RowDescription {
  return {
    from: row.from === null ? null : dayOf(row.from),
    until: row.until === null ? null : dayOf(row.until),
    hours: row.hours === null ? null : hoursText(row.hours),
    usdPerMillion: usdPerMillion(row.rates),
    tiers: row.tiers.map((tier) => ({
      promptTokensAbove: tier.promptTokensAbove,
      usdPerMillion: usdPerMillion(tier.rates),
    })),
  };
}

function dayOf(at: Millis): string {
  return isoOf(at).slice(0, 10);
}

function usdPerMillion(rates: Rates): Readonly<Record<TokenClass, number>> {
  const entries = TOKEN_CLASSES.map((each) => [each, Number(rates[each]) / 1e6] as const);
  return Object.fromEntries(entries) as Record<TokenClass, number>;
}

function hoursText({ from, until }: DayHours): string {
  return [from, until].map((ms) => isoOf(millis(ms)).slice(11, 16)).join('-');
}
