import { describe, expect, test } from 'vitest';
import { percentReport } from '../../../src/analyse/quota/per-percent.ts';
import { type QuotaResponse, responsesOfRises } from '../../../src/analyse/quota/quota-response.ts';
import { quotaWindows, risesOf } from '../../../src/analyse/quota/quota-windows.ts';
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
    const { byModel } = reportOf({ ...history, responses, samples });
    expect(byModel.map(({ model }) => model)).toEqual(['claude-opus-4-6', 'claude-sonnet-4-6']);
    const [opus, sonnet] = byModel.map(({ cost }) => cost?.median ?? 0);
    expect(Math.abs((opus ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
    expect(Math.abs((sonnet ?? 0) / 0.32 - 1)).toBeLessThan(0.05);
    expect(percentOf({ windows: 12 }).byModel).toEqual([]);
  });

  test('rises with a response without a price are left out and counted', () => {
    const history = historyOf({ points: BY_COST, windows: 8, seed: 1 });
    const responses = history.responses.map((each, i) => (i % 40 === 0 ? { ...each, costUsd: null } : each));
    const { cost, unpriced } = reportOf({ ...history, responses });
    expect(unpriced).toBeGreaterThan(10);
    expect(Math.abs((cost?.median ?? 0) / 0.8 - 1)).toBeLessThan(0.05);
  });
});
