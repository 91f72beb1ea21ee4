import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { ListedModel, ListedPrice, PriceList } from '../price/price-list.ts';
import type { PriceTable } from '../price/price-table.ts';
import { modelsToLookUp, type SeenModel, withListedModels } from '../price/with-listed-models.ts';

const PACKAGE = '@pydantic/genai-prices';

/**
 * The table with prices for those of these models that it has none of: from the third-party list, which is only loaded
 * when there is such a model (50 ms).
 */
export async function withThirdPartyPrices(table: PriceTable, seen: readonly SeenModel[]): Promise<PriceTable> {
  return modelsToLookUp(table, seen).length === 0 ? table : withListedModels(table, await thirdPartyList(), seen);
}

/** The price data of the package, which it carries with it: nothing is fetched. */
export async function thirdPartyList(): Promise<PriceList> {
  const { calcPrice, findProvider } = await import('@pydantic/genai-prices');
  return {
    name: `genai-prices@${packageVersion()}`,
    via: `npm package ${PACKAGE}`,
    vendorNamed: (word) => findProvider({ providerId: word })?.id ?? null,
    makerOf: (model) => findProvider({ modelId: model })?.id ?? null,
    find: (vendor, model) => {
      const found = calcPrice({}, model, { providerId: vendor })?.model;
      return found === undefined ? null : listedModel(found);
    },
  };
}

/** A model as the package has it. */
interface PackageModel {
  readonly id: string;
  readonly name?: string;
  readonly context_window?: number;
  readonly price_comments?: string;
  readonly prices: readonly PackagePrice[] | ListedPrice['usd'];
}

interface PackagePrice {
  readonly constraint?:
    | { readonly type: 'start_date'; readonly start_date: string }
    | { readonly type: 'time_of_date'; readonly start_time: string; readonly end_time: string };
  readonly prices: ListedPrice['usd'];
}

function listedModel(model: PackageModel): ListedModel {
  const { id, name, context_window, price_comments, prices } = model;
  return {
    id,
    name: name ?? id,
    contextWindow: context_window ?? null,
    comment: price_comments ?? null,
    prices: isList(prices) ? prices.map(listedPrice) : [{ when: null, usd: prices }],
  };
}

function isList(prices: PackageModel['prices']): prices is readonly PackagePrice[] {
  return Array.isArray(prices);
}

function listedPrice({ constraint, prices }: PackagePrice): ListedPrice {
  if (constraint === undefined) return { when: null, usd: prices };
  if (constraint.type === 'start_date') return { when: { from: constraint.start_date }, usd: prices };
  return { when: { start: constraint.start_time, end: constraint.end_time }, usd: prices };
}

/** The package tells its version only in its own package.json, which its exports hide. */
function packageVersion(): string {
  const entry = createRequire(import.meta.url).resolve(PACKAGE);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', pathToFileURL(entry)), 'utf8'));
  return String(version);
}
