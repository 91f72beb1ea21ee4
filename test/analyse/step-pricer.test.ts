import { expect, it } from 'vitest';
import type { Pricer } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { type PicoUsd, picoUsd } from '../../src/model/money.ts';
import { NO_DAY } from '../../src/model/packed-context.ts';
import { DAY_MS, millis } from '../../src/model/time.ts';

/** A price that tells the day and the size of the prompt that it was asked for. */
const telling: Pricer = ({ at, promptTokens }) => {
  const asked: PicoUsd = picoUsd(BigInt(Math.floor((at ?? 0) / DAY_MS)) * 10_000_000n + BigInt(promptTokens));
  const rates = { input: asked, output: asked, cacheRead: asked, cacheWrite5m: asked, cacheWrite1h: asked };
  return { kind: 'priced', modelId: 'm', rates, webSearchPico: picoUsd(0n), flags: [] };
};

it.each([1, 15, 16, 20, 100])('with %i price tiers no day has the price of another', (tiers) => {
  const thresholds = Array.from({ length: tiers }, (_, i) => (i + 1) * 100_000);
  const pricer = new StepPricer(telling, { thresholds, hours: [] }, { since: null, until: null, isModel: () => true });
  const ratesOf = pricer.forThread([['m', false, '', '']]);
  for (const day of [20_000, 20_001, 20_002]) {
    for (let step = 0; step <= tiers; step++) {
      const prompt = step === 0 ? 0 : step * 100_000 + 1;
      expect(ratesOf(0, day, step)?.read).toBe(day * 10_000_000 + prompt);
    }
  }
});

const MARCH = 20_000;

it.each([
  ['all of it', MARCH, null, null, 'all'],
  ['a window without an end that begins with it', MARCH, MARCH, null, 'all'],
  ['a window that begins within it', MARCH, MARCH + 0.5, null, 'cut'],
  ['a window that ends within it', MARCH, null, MARCH + 0.5, 'cut'],
  ['a window that lies within it', MARCH, MARCH + 0.3, MARCH + 0.4, 'cut'],
  ['a window before it', MARCH, null, MARCH, 'none'],
  ['a window behind it', MARCH, MARCH + 1, null, 'none'],
  ['what has no time, without a window', NO_DAY, null, null, 'all'],
  ['what has no time, in a window', NO_DAY, null, MARCH + 1, 'none'],
] as const)('a day counts by how a window lies on it: %s', (_, day, from, to, part) => {
  const at = (days: number | null) => (days === null ? null : millis(days * DAY_MS));
  const pricer = new StepPricer(
    telling,
    { thresholds: [], hours: [] },
    { since: at(from), until: at(to), isModel: () => true },
  );
  expect(pricer.partOf(day)).toBe(part);
});
