import { expect, it } from 'vitest';
import { PartPrices } from '../../src/analyse/part-prices.ts';
import type { Pricer } from '../../src/analyse/pricer.ts';

const unpriced: Pricer = ({ model }) => ({ kind: 'unpriced', model, reason: 'no-row' });

it.each([1, 63, 64, 100])('with %i price tiers no day, nor what has no time, has the price of another', (tiers) => {
  const thresholds = Array.from({ length: tiers }, (_, i) => (i + 1) * 100_000);
  const prices = new PartPrices(unpriced, ['m'], thresholds);
  const rate = prices.ofRate(['m', false, '', '']);
  for (const day of [null, 0, 1, 20_000, 20_001]) {
    for (let step = 0; step <= tiers; step++) {
      const at = day === null ? null : day * 86_400_000;
      const promptTokens = step === 0 ? 0 : step * 100_000 + 1;
      expect(prices.ofQuarter(rate, day === null ? null : day * 96 + 95, step)).toMatchObject({ at, promptTokens });
    }
  }
});
