import { expect, test } from 'vitest';
import { mergeUserPrices } from '../../src/price/merge-user-prices.ts';
import { parseUserPrices } from '../../src/price/parse-user-prices.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { shipped } from './shipped-prices.ts';

test('every threshold of any row stands once, rising', () => {
  expect(promptThresholds(shipped)).toEqual([100_000, 200_000]);
});

test("a user's tiers count too", () => {
  const tiers = [{ promptTokensAbove: 128_000, input: 2, output: 4 }];
  const user = parseUserPrices({ models: [{ id: 'm', input: 1, output: 2, tiers }] }, 'mine.json');
  expect(promptThresholds(mergeUserPrices(shipped, user))).toEqual([100_000, 128_000, 200_000]);
});
