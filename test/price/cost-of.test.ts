import { expect, test } from 'vitest';
import { picoUsd } from '../../src/model/money.ts';
import { costOf, weightsOf } from '../../src/price/cost-of.ts';
import type { Priced } from '../../src/price/rates-for.ts';

const priced: Priced = {
  kind: 'priced',
  modelId: 'm',
  rates: { input: 2n, output: 3n, cacheRead: 5n, cacheWrite5m: 7n, cacheWrite1h: 11n },
  webSearchPico: picoUsd(1000n),
  flags: [],
};
const tokens = { input: 1, output: 10, cacheRead: 100, cacheWrite5m: 1000, cacheWrite1h: 10_000 };

test('each token class has its own rate', () => {
  expect(weightsOf(priced, tokens)).toEqual({
    input: 2n,
    output: 30n,
    cacheRead: 500n,
    cacheWrite5m: 7000n,
    cacheWrite1h: 110_000n,
  });
});

test('the cost is the sum of the weights and the web searches', () => {
  expect(costOf(priced, tokens, 0)).toBe(117_532n);
  expect(costOf(priced, tokens, 3)).toBe(120_532n);
});

test('sums beyond the exact range of floats stay exact', () => {
  const many = { ...tokens, cacheWrite1h: Number.MAX_SAFE_INTEGER };
  expect(costOf(priced, many, 0)).toBe(9_007_199_254_740_991n * 11n + 7532n);
});
