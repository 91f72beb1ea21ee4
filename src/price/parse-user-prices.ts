import { badPricingFile } from './bad-pricing-file.ts';
import { type FileRates, readRow } from './parse-price-table.ts';
import type { PriceRow, UserModel, UserPrices } from './price-table.ts';
import { type UserFileModel, userPriceFile } from './user-price-file.ts';

/**
 * Checks a user's price file, already decoded from JSON; its form is described in pricing/README.md. `file` is its
 * name, for messages. Throws UserError `bad-pricing-file` with the place of the first mistake. Loads zod: import it
 * only when there is such a file.
 */
export function parseUserPrices(json: unknown, file: string): UserPrices {
  const result = userPriceFile.safeParse(json);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw badPricingFile(file, issue?.path ?? [], issue?.message ?? 'not a price file');
  }
  const { models = [], aliases = {} } = result.data;
  return { file, models: models.map(readUserModel), aliases: new Map(Object.entries(aliases)) };
}

function readUserModel(each: UserFileModel): UserModel {
  return {
    id: each.id,
    name: each.name ?? null,
    premium: each.premium ?? null,
    geoUs: each.geoUs ?? null,
    rates: each.rates?.map(readUserRow) ?? [readUserRow(each)],
    fast: (each.fast ?? []).map(readUserRow),
  };
}

/** Rates of a row, a tier or the short form; input and output are there by then. */
interface GivenRates {
  readonly input?: number | undefined;
  readonly output?: number | undefined;
  readonly cacheRead?: number | undefined;
  readonly cacheWrite5m?: number | undefined;
  readonly cacheWrite1h?: number | undefined;
}

interface GivenRow extends GivenRates {
  readonly from?: string | undefined;
  readonly until?: string | null | undefined;
  readonly tiers?: readonly (GivenRates & { readonly promptTokensAbove: number })[] | undefined;
}

function readUserRow(given: GivenRow): PriceRow {
  return readRow({
    from: given.from ?? null,
    until: given.until ?? null,
    ...allRates(given),
    tiers: (given.tiers ?? []).map((each) => ({ promptTokensAbove: each.promptTokensAbove, ...allRates(each) })),
  });
}

function allRates({ input = 0, output = 0, cacheRead, cacheWrite5m, cacheWrite1h }: GivenRates): FileRates {
  return {
    input,
    output,
    cacheRead: cacheRead ?? input,
    cacheWrite5m: cacheWrite5m ?? input,
    cacheWrite1h: cacheWrite1h ?? input,
  };
}
