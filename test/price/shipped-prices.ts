import { readFileSync } from 'node:fs';
import { parsePriceTable } from '../../src/price/parse-price-table.ts';
import type { PriceTable } from '../../src/price/price-table.ts';

/** The shipped file as decoded JSON. */
export const shippedJson: unknown = JSON.parse(
  readFileSync(new URL('../../pricing/anthropic.json', import.meta.url), 'utf8'),
);

export const shipped: PriceTable = parsePriceTable(shippedJson);
