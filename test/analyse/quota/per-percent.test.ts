import { describe, expect, test } from 'vitest';
import { percentReport } from '../../../src/analyse/quota/per-percent.ts';
import { type QuotaResponse, responsesOfRises } from '../../../src/analyse/quota/quota-response.ts';
import { quotaWindows, risesOf } from '../../../src/analyse/quota/quota-windows.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { HOUR_MS, type Millis, millis } from '../../../src/model/time.ts';
import { type Account, type History, historyOf } from './made-account.ts';

/** A percent that costs $0.80, or takes 600,000 tokens. */
const BY_COST = ({ costUsd }: QuotaResponse) => (costUsd ?? 0) / 0.8;
const BY_TOKENS = ({ tokens }: QuotaResponse) => tokens / 600_000;

const reportOf = ({ samples, responses, now }: History) =>
  percentReport(responsesOfRises(risesOf(quotaWindows(samples, now).windows), responses));
const percentOf = (account: Partial<Account>) =>
  reportOf(historyOf({ points: BY_COST, windows: 8, seed: 1, ...account }));

const REPORTED: readonly [string, (percentage: number) => number][] = [
  ['whole numbers, rounded down', Math.floor],
  ['whole numbers, rounded', Math.round],
  ['whole numbers, rounded up', Math.ceil],
  ['tenths', (percentage) => Math.round(percentage * 10) / 10],
];
const SEEDS = [1, 2, 3, 4, 5];
const CASES = REPORTED.flatMap(([name, reported]) => SEEDS.map((seed) => [name, seed, reported] as const));

describe('what one percent is', () => {
  test.each(CASES)('of an account that weighs by cost is found within 5 %, in %s, history %i', (_, seed, reported) => {
    const { cost, better } = percentOf({ seed, reported });
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect([(cost?.low ?? 0) <= 0.8, (cost?.high ?? 0) >= 0.8]).toEqual([true, true]);
    expect(better).toBe('cost');
  });

  test.each(CASES)('of one that weighs by tokens is found within 5 %, in %s, history %i', (_, seed, reported) => {
    const { tokens, better } = percentOf({ points: BY_TOKENS, seed, reported });
    expect(Math.abs((tokens?.median ?? 0) / 600_000 - 1)).toBeLessThan(0.05);
    expect(better).toBe('tokens');
  });

  test.each(SEEDS)('is found beside another device, whose rises are left out and counted, history %i', (seed) => {
    const elsewhere = (_: number, turn: number) => (turn % 25 === 20 ? 6 : 0);
    const { cost, better, elsewhere: leftOut } = percentOf({ seed, elsewhere });
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect(better).toBe('cost');
    expect(leftOut).toBeGreaterThan(8);
  });

  test.each(SEEDS)('is found where a response is reported with the percentage from before it, history %i', (seed) => {
    const { cost, better, elsewhere } = percentOf({ seed, isLate: true });
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect([better, elsewhere]).toEqual(['cost', 0]);
  });

  test.each(SEEDS)(
    'of large responses that are reported late, nothing is taken to be elsewhere, history %i',
    (seed) => {
      const points = (each: QuotaResponse) => 4 * BY_COST(each);
      expect(percentOf({ seed, points, isLate: true, windows: 12 }).elsewhere).toBe(0);
    },
  );

  test('is found though a percent is no whole number of responses', () => {
    const history = historyOf({ points: () => 0.8, windows: 8, seed: 1 });
    const responses = history.responses.map((each) => ({ ...each, costUsd: 0.64 }));
    // Three percent are reached after 4, 4, 4 and 3 of them.
    expect(Math.abs((reportOf({ ...history, responses }).cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
  });

  test.each(SEEDS)('is found though no sample came for two hours of each window, history %i', (seed) => {
    const history = historyOf({ points: BY_COST, windows: 8, seed });
    const isMissing = ({ at, resetsAt }: QuotaSample) => {
      const left = (resetsAt ?? at) - at;
      return left > 1.5 * HOUR_MS && left < 3.5 * HOUR_MS;
    };
    const { cost, better } = reportOf({ ...history, samples: history.samples.filter((each) => !isMissing(each)) });
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect(better).toBe('cost');
  });

  const CLOCKS = SEEDS.flatMap((seed) => [[-1, seed] as const, [2, seed] as const]);
  test.each(CLOCKS)(
    'is found though the clock was set by %i hours in the middle of two windows, history %i',
    (hours, seed) => {
      const { samples, responses, now } = historyOf({ points: BY_COST, windows: 8, seed });
      const middle = [now - 15.5 * HOUR_MS, now - 33.5 * HOUR_MS];
      const told = (at: Millis) =>
        middle.some((from) => at >= from && at < from + 2.5 * HOUR_MS) ? millis(at + hours * HOUR_MS) : at;
      const byTime = (a: { readonly at: number }, b: { readonly at: number }) => a.at - b.at;
      const { cost, better } = reportOf({
        samples: samples.map((each) => ({ ...each, at: told(each.at) })).sort(byTime),
        responses: responses.map((each) => ({ ...each, at: told(each.at) })).sort(byTime),
        now,
      });
      expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
      expect(better).toBe('cost');
    },
  );

  test.each(SEEDS)(
    'says of neither weight that it is the better one where all responses are of one kind, history %i',
    (seed) => {
      const history = historyOf({ points: BY_COST, windows: 8, seed });
      const alike = history.responses.map((each) => ({ ...each, tokens: Math.round((each.costUsd ?? 0) * 1e6) }));
      expect(reportOf({ ...history, responses: alike }).better).toBe('alike');
    },
  );

  test('is not said from fewer than 10 rises, or of one window', () => {
    const few = (windows: number, rises: number) => {
      const { samples, responses, now } = historyOf({ points: BY_COST, windows, seed: 1 });
      const all = responsesOfRises(risesOf(quotaWindows(samples, now).windows), responses);
      return percentReport(all.slice(-rises));
    };
    expect(few(1, 30)).toMatchObject({ cost: null, tokens: null, better: null, rises: 30, windows: 1 });
    const { windows, rises } = few(2, 1000);
    expect([windows, rises > 30]).toEqual([2, true]);
    expect(few(2, 1000).cost).not.toBeNull();
    expect(few(2, 9)).toMatchObject({ cost: null, rises: 9 });
  });

  test('is told by model where the plan weighs a model apart from its price, each within 5 %', () => {
    const history = historyOf({ points: BY_COST, windows: 12, seed: 3 });
    const isOpus = (moment: number) => Math.floor(moment / (40 * 60_000)) % 2 === 0;
    const points = (each: QuotaResponse) => BY_COST(each) * (isOpus(each.at) ? 1 : 2.5);
    const { samples } = historyOf({ points, windows: 12, seed: 3 });
    const responses = history.responses.map((each) => ({
      ...each,
      model: isOpus(each.at) ? 'claude-opus-4-6' : 'claude-sonnet-4-6',
    }));
    const { byModel, better } = reportOf({ ...history, responses, samples });
    expect(better).toBe('cost');
    expect(byModel.map(({ model }) => model)).toEqual(['claude-opus-4-6', 'claude-sonnet-4-6']);
    const [opus, sonnet] = byModel.map(({ cost }) => cost?.median ?? 0);
    expect(Math.abs((opus ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect(Math.abs((sonnet ?? 0) / 0.32 - 1)).toBeLessThan(0.05);
    expect(percentOf({ windows: 12 }).byModel).toEqual([]);
  });

  test('is not told by model of an account that weighs by tokens, whatever the models cost', () => {
    const history = historyOf({ points: BY_TOKENS, windows: 12, seed: 3 });
    const responses = history.responses.map((each) => {
      const isOpus = Math.floor(each.at / (40 * 60_000)) % 2 === 0;
      return isOpus ? each : { ...each, model: 'claude-haiku-4-5', costUsd: (each.costUsd ?? 0) / 5 };
    });
    const { byModel, better } = reportOf({ ...history, responses });
    expect([better, byModel]).toEqual(['tokens', []]);
  });

  test('rises with a response without a price are left out and counted', () => {
    const history = historyOf({ points: BY_COST, windows: 8, seed: 1 });
    const responses = history.responses.map((each, i) => (i % 40 === 0 ? { ...each, costUsd: null } : each));
    const { cost, unpriced } = reportOf({ ...history, responses });
    expect(unpriced).toBeGreaterThan(10);
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
  });
});
