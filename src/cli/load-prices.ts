import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readSmall } from '../discover/read-small.ts';
import { UserError } from '../model/errors.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import { mergeUserPrices } from '../price/merge-user-prices.ts';
import { parsePriceTable } from '../price/parse-price-table.ts';
import type { PriceTable, UserPrices } from '../price/price-table.ts';
import { foldSpelling } from '../price/spellings-of.ts';
import { withThirdPartyPrices } from './third-party-prices.ts';

/** All prices of all models there are take less than a tenth of it. */
const MOST_BYTES = 16 * 1024 * 1024;

const SHIPPED = new URL('pricing/anthropic.json', OWN_FOLDER);

/**
 * The shipped list prices with the user's laid over them: `pricing.json` of tj's folder, then the file of `--pricing`.
 * `UserError` for a file of the user's that cannot be read or used.
 */
export async function loadPrices(tjHome: string, pricing: string | undefined): Promise<PriceTable> {
  const shipped = parsePriceTable(JSON.parse(readFileSync(SHIPPED, 'utf8')));
  const own = join(tjHome, 'pricing.json');
  const files = [...(existsSync(own) ? [own] : []), ...(pricing === undefined ? [] : [pricing])];
  if (files.length === 0) return shipped;
  const { parseUserPrices } = await import('../price/parse-user-prices.ts');
  let table = shipped;
  for (const file of files)
    table = await withUserPrices(table, parseUserPrices(readJson(file, file === pricing), file));
  return table;
}

/** An alias may lead to a model of the third-party list: it is looked up before the file's own models are laid over it. */
async function withUserPrices(table: PriceTable, user: UserPrices): Promise<PriceTable> {
  const own = new Set(user.models.map(({ id }) => foldSpelling(id)));
  const targets = [...user.aliases.values()].filter((target) => !own.has(foldSpelling(target)));
  const listed = await withThirdPartyPrices(
    table,
    targets.map((model) => ({ model, largestPrompt: null })),
  );
  return mergeUserPrices(listed, user);
}

/** `mayBePipe`: where a file is named it may be one that prices come through. */
function readJson(file: string, mayBePipe: boolean): unknown {
  try {
    const isPipe = mayBePipe && !statSync(file).isFile();
    const bytes = isPipe ? readFileSync(file) : readSmall(file, MOST_BYTES);
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError('bad-pricing-file', `${file}: not JSON: ${error.message}`, 2);
    if (error instanceof Error && 'code' in error)
      throw new UserError('bad-pricing-file', `${file}: cannot be read (${error.code})`, 2);
    throw error;
  }
}
