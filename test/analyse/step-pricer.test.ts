import { expect, it } from 'vitest';
import type { Pricer } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { type PicoUsd, picoUsd } from '../../src/model/money.ts';
import { DAY_MS } from '../../src/model/time.ts';

/** A price that tells the day and the size of the prompt that it was asked for. */
const telling: Pricer = ({ at, promptTokens }) => {
  const asked: PicoUsd = picoUsd(BigInt(Math.floor((at ?? 0) / DAY_MS)) * 10_000_000n + BigInt(promptTokens));
  const rates = { input: asked, output: asked, cacheRead: asked, cacheWrite5m: asked, cacheWrite1h: asked };
  return { kind: 'priced', modelId: 'm', rates, webSearchPico: picoUsd(0n), flags: [] };
};

it.each([1, 15, 16, 20, 100])('with %i price tiers no day has the price of another', (tiers) => {
  const thresholds = Array.from({ length: tiers }, (_, i) => (i + 1) * 100_000);
  const pricer = new StepPricer(telling, thresholds, { since: null, until: null, isModel: () => true });
  const ratesOf = pricer.forThread([['m', false, '', '']]);
  for (const day of [20_000, 20_001, 20_002]) {
    for (let step = 0; step <= tiers; step++) {
      const prompt = step === 0 ? 0 : step * 100_000 + 1;
      expect(ratesOf(0, day, step)?.read).toBe(day * 10_000_000 + prompt);
    }
  }
});
