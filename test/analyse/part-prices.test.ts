import { expect, it } from 'vitest';
import { PartPrices } from '../../src/analyse/part-prices.ts';
import type { Pricer } from '../../src/analyse/pricer.ts';

const unpriced: Pricer = ({ model }) => ({ kind: 'unpriced', model, reason: 'no-row' });

it.each([1, 63, 64, 100])('with %i price tiers no day, nor what has no time, has the price of another', (tiers) => {
  const thresholds = Array.from({ length: tiers }, (_, i) => (i + 1) * 100_000);
  const prices = new PartPrices(unpriced, thresholds);
  const rate = ['m', false, '', ''] as const;
  for (const day of [null, 0, 1, 20_000, 20_001]) {
    for (let priceTier = 0; priceTier <= tiers; priceTier++) {
      const at = day === null ? null : day * 86_400_000;
      const promptTokens = priceTier === 0 ? 0 : priceTier * 100_000 + 1;
      expect(prices.of({ rate, day, priceTier })).toMatchObject({ at, promptTokens });
    }
  }
});
