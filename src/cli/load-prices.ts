import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import { mergeUserPrices } from '../price/merge-user-prices.ts';
import { parsePriceTable } from '../price/parse-price-table.ts';
import type { PriceTable } from '../price/price-table.ts';

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
  return files.reduce((table, file) => mergeUserPrices(table, parseUserPrices(readJson(file), file)), shipped);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw new UserError('bad-pricing-file', `${file}: not JSON: ${error.message}`, 2);
    if (error instanceof Error && 'code' in error)
      throw new UserError('bad-pricing-file', `${file}: cannot be read (${error.code})`, 2);
    throw error;
  }
}
