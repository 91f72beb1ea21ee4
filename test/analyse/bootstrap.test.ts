import { describe, expect, it } from 'vitest';
import { bootstrapDifference, bootstrapInterval } from '../../src/analyse/bootstrap.ts';

const members = (...parts: number[]) => parts.map((part) => ({ part, whole: 10 }));

describe('the bootstrap interval', () => {
  it('is the same for the same members', () => {
    const some = members(1, 5, 2, 9, 0, 3, 4);
    expect(bootstrapInterval(some)).toEqual(bootstrapInterval(some));
  });

  it('is hidden for fewer than five members', () => {
    expect(bootstrapInterval(members(1, 2, 3, 4))).toBeNull();
    expect(bootstrapInterval(members(1, 2, 3, 4, 5))).not.toBeNull();
  });

  it('stays between nothing and all', () => {
    expect(bootstrapInterval(members(0, 0, 0, 0, 0))).toEqual({ low: 0, high: 0, level: 0.9 });
    expect(bootstrapInterval(members(10, 10, 10, 10, 10))).toEqual({ low: 1, high: 1, level: 0.9 });
    // A part larger than its whole would be a fault elsewhere; it is not shown as more than all.
    expect(bootstrapInterval(members(20, 20, 20, 20, 20))).toEqual({ low: 1, high: 1, level: 0.9 });
  });

  it('is as wide as chance makes it: 100 coins lie within 8.2 of the middle nine times in ten', () => {
    const coins = Array.from({ length: 100 }, (_, i) => ({ part: i % 2, whole: 1 }));
    const interval = bootstrapInterval(coins);
    expect(interval?.low).toBeGreaterThan(0.4);
    expect(interval?.low).toBeLessThan(0.44);
    expect(interval?.high).toBeGreaterThan(0.56);
    expect(interval?.high).toBeLessThan(0.6);
  });

  it('knows nothing where there is nothing to share', () => {
    expect(bootstrapInterval(new Array(6).fill({ part: 0, whole: 0 }))).toBeNull();
  });
});

describe('the bootstrap interval of a difference', () => {
  const coins = (heads: number, of: number) =>
    Array.from({ length: of }, (_, i) => ({ part: i < heads ? 1 : 0, whole: 1 }));

  it('is as wide as chance makes it: two times 100 coins differ by less than 11.6 nine times in ten', () => {
    const interval = bootstrapDifference(coins(50, 100), coins(50, 100));
    expect(interval?.low).toBeGreaterThan(-0.14);
    expect(interval?.low).toBeLessThan(-0.09);
    expect(interval?.high).toBeGreaterThan(0.09);
    expect(interval?.high).toBeLessThan(0.14);
  });

  it('is of the second less the first, however large the two are', () => {
    const interval = bootstrapDifference(coins(20, 100), coins(320, 400));
    expect(interval?.low).toBeGreaterThan(0.5);
    expect(interval?.high).toBeLessThan(0.7);
  });

  it('is hidden for fewer than five members on either side', () => {
    expect(bootstrapDifference(coins(1, 4), coins(1, 9))).toBeNull();
    expect(bootstrapDifference(coins(1, 9), coins(1, 4))).toBeNull();
    expect(bootstrapDifference(coins(1, 5), coins(1, 5))).toEqual(bootstrapDifference(coins(1, 5), coins(1, 5)));
  });
});
