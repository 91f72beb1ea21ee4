import { picoUsd } from '../model/money.ts';
import { type Millis, millis } from '../model/time.ts';
import type { TokenClass } from '../model/tokens.ts';
import { exactDecimal, timesRatio } from './exact-decimal.ts';
import { indexModels } from './index-models.ts';
import type { ModelPrices, PriceRow, PriceSource, PriceTable, Rates } from './price-table.ts';

/**
 * Reads the shipped price file, already decoded from JSON. It trusts the shape, which a test checks, so that no
 * validator is loaded at the start of every command.
 */
export function parsePriceTable(json: unknown): PriceTable {
  const file = json as PriceFile;
  const models = file.models.map(readModel);
  return {
    asOf: readDay(file.asOf),
    sources: new Map(Object.entries(file.sources)),
    models,
    byId: indexModels(models),
    aliases: new Map(),
    geoUs: exactDecimal(file.modifiers.geoUs.multiplier),
    batch: exactDecimal(file.modifiers.batch.multiplier),
    cloudRegional: exactDecimal(file.modifiers.cloudRegional.multiplier),
    govCloud: exactDecimal(file.modifiers.govCloud.multiplier),
    webSearchPico: picoUsd(timesRatio(PICO_PER_USD, exactDecimal(file.modifiers.webSearch.usdPerRequest))),
  };
}

const PICO_PER_USD = 1_000_000_000_000n;

/** One dollar per million tokens is so many pico-dollars per token. */
const PICO_PER_TOKEN = 1_000_000n;

/** The shipped file, as far as prices need it. */
interface PriceFile {
  readonly asOf: string;
  readonly sources: Readonly<Record<string, PriceSource>>;
  readonly modifiers: {
    readonly geoUs: { readonly multiplier: number };
    readonly batch: { readonly multiplier: number };
    readonly cloudRegional: { readonly multiplier: number };
    readonly govCloud: { readonly multiplier: number };
    readonly webSearch: { readonly usdPerRequest: number };
  };
  readonly models: readonly FileModel[];
}

interface FileModel extends Omit<ModelPrices, 'rates' | 'fast' | 'origin' | 'webSearchPico'> {
  readonly rates: readonly FileRow[];
  readonly fast: readonly FileRow[];
}

/** Dollars per million tokens. */
export type FileRates = Readonly<Record<TokenClass, number>>;

/** A dated row as a price file spells it; days as `YYYY-MM-DD`. */
export interface FileRow extends FileRates {
  readonly from: string | null;
  readonly until: string | null;
  readonly tiers?: readonly (FileRates & { readonly promptTokensAbove: number })[];
}

function readModel(model: FileModel): ModelPrices {
  return {
    ...model,
    origin: { kind: 'own' },
    webSearchPico: null,
    rates: model.rates.map(readRow),
    fast: model.fast.map(readRow),
  };
}

/** One row of a price file: days to UTC midnights, dollars per million tokens to pico-dollars per token. */
export function readRow(row: FileRow): PriceRow {
  return {
    from: row.from === null ? null : readDay(row.from),
    until: row.until === null ? null : readDay(row.until),
    hours: null,
    rates: readRates(row),
    tiers: (row.tiers ?? []).map((tier) => ({ promptTokensAbove: tier.promptTokensAbove, rates: readRates(tier) })),
  };
}

/** Dollars per million tokens to pico-dollars per token. */
export function readRates(rates: FileRates): Rates {
  return {
    input: picoPerToken(rates.input),
    output: picoPerToken(rates.output),
    cacheRead: picoPerToken(rates.cacheRead),
    cacheWrite5m: picoPerToken(rates.cacheWrite5m),
    cacheWrite1h: picoPerToken(rates.cacheWrite1h),
  };
}

function picoPerToken(usdPerMillion: number): bigint {
  return timesRatio(PICO_PER_TOKEN, exactDecimal(usdPerMillion));
}

/** `YYYY-MM-DD` to its UTC midnight. */
export function readDay(day: string): Millis {
  return millis(Date.parse(`${day}T00:00:00Z`));
}
