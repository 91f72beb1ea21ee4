import { expect, it } from 'vitest';
import { GroupSums, MOST_AT_ONCE } from '../../src/analyse/group-sums.ts';

it.each([1, 999_999_999_999, 7_199_254_740_990, 99_999_999_999_999])(
  'money is exact, however much is added to %i pico-dollars',
  (first) => {
    const sums = new GroupSums();
    for (const cost of [first, MOST_AT_ONCE - 2, MOST_AT_ONCE - 1, first]) sums.carry(0, 0, cost, 0);
    expect(sums.of(0).cost).toBe(2n * BigInt(first) + 2n * BigInt(MOST_AT_ONCE) - 3n);
  },
);
