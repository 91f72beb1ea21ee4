import { describe, expect, test } from 'vitest';
import { exactDecimal, timesRatio } from '../../src/price/exact-decimal.ts';

describe('a JSON number is taken as the decimal it was written as', () => {
  test.each([
    [0, 1_000_000n, 0n],
    [4, 1_000_000n, 4_000_000n],
    [0.1, 1_000_000n, 100_000n],
    [0.025, 1_000_000n, 25_000n],
    [37.5, 1_000_000n, 37_500_000n],
    [1.1, 10n, 11n],
    [0.0000001, 10_000_000n, 1n],
    [1e21, 1n, 1_000_000_000_000_000_000_000n],
    [1.5e-7, 100_000_000n, 15n],
  ])('%d times %d is %d', (value, amount, product) => {
    expect(timesRatio(amount, exactDecimal(value))).toBe(product);
  });

  test.each([
    [1n, 1n],
    [2n, 1n],
    [3n, 2n],
    [5n, 3n],
  ])('half of %d rounds up to %d', (amount, product) => {
    expect(timesRatio(amount, exactDecimal(0.5))).toBe(product);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%d is refused', (value) => {
    expect(() => exactDecimal(value)).toThrow(RangeError);
  });
});
