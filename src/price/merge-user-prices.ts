import { badPricingFile } from './bad-pricing-file.ts';
import { indexModels } from './index-models.ts';
import type { ModelPrices, PriceTable, UserModel, UserPrices } from './price-table.ts';
import { resolveModel } from './resolve-model.ts';
import { foldSpelling } from './spellings-of.ts';

/**
 * Lays a user's prices over a table. A model of a listed id takes the place of its rows, fast rows included, and keeps
 * its name and traits unless the file gives them; any other id is added. Aliases count before ids. May be used again
 * on its own result: the last file wins. Throws UserError `bad-pricing-file` for an alias that leads nowhere.
 */
export function mergeUserPrices(table: PriceTable, user: UserPrices): PriceTable {
  let models = table.models;
  for (const model of user.models) models = withModel({ ...table, models, byId: indexModels(models) }, model, user);
  const byId = indexModels(models);
  const aliases = mergeAliases(table, byId, user);
  const sources = new Map(table.sources).set(USER_SOURCE, {
    what: "The user's own price file",
    via: user.file,
    asOf: null,
    grade: 'user',
  });
  return { ...table, sources, models, byId, aliases };
}

/** Key of the source that stands for the user's own file. */
const USER_SOURCE = 'user';

function withModel(table: PriceTable, model: UserModel, user: UserPrices): readonly ModelPrices[] {
  const listed = table.byId.get(foldSpelling(model.id));
  const kin = listed ?? resolveModel(table, model.id)?.prices;
  const merged: ModelPrices = {
    id: listed?.id ?? model.id,
    name: model.name ?? listed?.name ?? model.id,
    ids: listed?.ids ?? [model.id],
    premium: model.premium ?? kin?.premium ?? false,
    released: listed?.released ?? null,
    retired: listed?.retired ?? null,
    origin: { kind: 'user' },
    geoUs: model.geoUs ?? kin?.geoUs ?? false,
    cloudRegional: false,
    webSearchPico: null,
    contextWindow: kin?.contextWindow ?? null,
    rates: model.rates,
    fast: model.fast,
    confidence: 'user',
    sources: [USER_SOURCE],
    notes: `Rates from ${user.file}.`,
  };
  return listed === undefined
    ? [...table.models, merged]
    : table.models.map((each) => (each === listed ? merged : each));
}

function mergeAliases(
  table: PriceTable,
  byId: ReadonlyMap<string, ModelPrices>,
  user: UserPrices,
): ReadonlyMap<string, string> {
  const aliases = new Map(table.aliases);
  for (const model of user.models) {
    for (const id of byId.get(foldSpelling(model.id))?.ids ?? []) aliases.delete(foldSpelling(id));
  }
  for (const [alias, target] of user.aliases) {
    const prices = resolveModel({ ...table, byId, aliases: new Map() }, target)?.prices;
    if (prices === undefined) {
      throw badPricingFile(user.file, ['aliases', alias], `no prices for ${JSON.stringify(target)}`);
    }
    aliases.set(foldSpelling(alias), foldSpelling(prices.id));
  }
  return aliases;
}
