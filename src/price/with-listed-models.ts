import { picoUsd } from '../model/money.ts';
import { exactDecimal, timesRatio } from './exact-decimal.ts';
import { indexModels } from './index-models.ts';
import { listedRows } from './listed-rows.ts';
import { type ListedFor, lookUpModel, mayBeListed } from './look-up-model.ts';
import type { PriceList } from './price-list.ts';
import type { ModelPrices, PriceRow, PriceSource, PriceTable } from './price-table.ts';
import { resolveModel } from './resolve-model.ts';
import { foldSpelling } from './spellings-of.ts';

/** A model as written in transcripts. */
export interface SeenModel {
  readonly model: string;
  /** Tokens; null: not known. Tiers beyond it price nothing and are left out. */
  readonly largestPrompt: number | null;
}

/** Those of these models that have no price, and may have one in somebody else's list. */
export function modelsToLookUp<T extends SeenModel>(table: PriceTable, seen: readonly T[]): readonly T[] {
  return seen.filter(({ model }) => mayBeListed(model) && resolveModel(table, model) === null);
}

/**
 * Lays somebody else's prices under a table: models that have a price keep it. Each id is found as it is written, and
 * no other: what the list does not know stays unpriced. Spellings of one model of one vendor become one.
 */
export function withListedModels(table: PriceTable, list: PriceList, seen: readonly SeenModel[]): PriceTable {
  const models = [...table.models];
  const sources = new Map(table.sources);
  const inOrder = [...modelsToLookUp(table, seen)].sort(byPathAndName);
  for (const each of inOrder) {
    const found = lookUpModel(list, each.model);
    const rows = found === null ? null : listedRows(found.model);
    if (found === null || rows === null) continue;
    const priced = modelOf(each, found, rows, list);
    const same = models.findIndex((other) => isSame(other, priced));
    const kin = models[same];
    if (kin !== undefined) models[same] = joined(kin, priced);
    else models.push(models.some(({ id }) => isOneName(id, priced.id)) ? { ...priced, id: each.model.trim() } : priced);
    sources.set(sourceKey(list, found.vendor), sourceOf(list, found.vendor));
  }
  return { ...table, models, sources, byId: indexModels(models) };
}

/** Without a path first: of two vendors' models of one name that is the one whose whole name it is. */
function byPathAndName({ model: a }: SeenModel, { model: b }: SeenModel): number {
  const [inA, inB] = [a.includes('/'), b.includes('/')];
  return Number(inA) - Number(inB) || (a < b ? -1 : 1);
}

function modelOf(
  { model: written, largestPrompt }: SeenModel,
  { vendor, model }: ListedFor,
  rows: readonly PriceRow[],
  list: PriceList,
): ModelPrices {
  const searches = model.prices.at(-1)?.usd.web_searches_kcount;
  return {
    id: bareName(written),
    name: model.name,
    ids: [written.trim()],
    premium: false,
    released: null,
    retired: null,
    origin: { kind: 'listed', list: list.name, provider: vendor },
    geoUs: false,
    cloudRegional: false,
    webSearchPico: picoUsd(
      typeof searches === 'number' ? timesRatio(PICO_PER_USD_A_THOUSAND, exactDecimal(searches)) : 0n,
    ),
    contextWindow: model.contextWindow,
    rates: rows.map((row) => ({ ...row, tiers: row.tiers.filter((tier) => isReached(tier, largestPrompt)) })),
    fast: [],
    confidence: 'listed',
    sources: [sourceKey(list, vendor)],
    notes: model.comment,
  };
}

/** A dollar for a thousand, in pico-dollars for one. */
const PICO_PER_USD_A_THOUSAND = 1_000_000_000n;

function isReached({ promptTokensAbove }: PriceRow['tiers'][number], largest: number | null): boolean {
  return largest === null || largest > promptTokensAbove;
}

function bareName(written: string): string {
  const name = written.trim().replace(/\s*\[[^\]]*\]$/, '');
  return name.slice(name.lastIndexOf('/') + 1).replace(/^~/, '');
}

function isSame(a: ModelPrices, b: ModelPrices): boolean {
  return a.sources.join() === b.sources.join() && a.name === b.name && isOneName(bareName(a.id), b.id);
}

function isOneName(a: string, b: string): boolean {
  return foldSpelling(a) === foldSpelling(b);
}

/** One model under both spellings, with the tiers of either. */
function joined(a: ModelPrices, b: ModelPrices): ModelPrices {
  const tiers = (model: ModelPrices) => model.rates.reduce((sum, row) => sum + row.tiers.length, 0);
  return { ...a, ids: [...a.ids, ...b.ids], rates: tiers(b) > tiers(a) ? b.rates : a.rates };
}

function sourceKey(list: PriceList, vendor: string): string {
  return `${list.name}/${vendor}`;
}

function sourceOf(list: PriceList, vendor: string): PriceSource {
  return { what: `${list.name}, prices of ${vendor}`, via: list.via, asOf: null, grade: 'third party' };
}
