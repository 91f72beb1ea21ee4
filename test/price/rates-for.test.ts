import { describe, expect, test } from 'vitest';
import { millis } from '../../src/model/time.ts';
import { TOKEN_CLASSES } from '../../src/model/tokens.ts';
import { mergeUserPrices } from '../../src/price/merge-user-prices.ts';
import { parsePriceTable } from '../../src/price/parse-price-table.ts';
import { parseUserPrices } from '../../src/price/parse-user-prices.ts';
import { type PricedCall, type PriceFlag, ratesFor } from '../../src/price/rates-for.ts';
import { shipped, shippedJson } from './shipped-prices.ts';

const plain: PricedCall = {
  model: 'claude-opus-5-5',
  atMs: at('2026-11-20'),
  speed: 'standard',
  geo: null,
  tier: null,
  promptTokens: 0,
};

describe('what the record says decides the input rate ($ per million) and the flags', () => {
  const rows: readonly [string, Partial<PricedCall>, number, readonly PriceFlag[]][] = [
    ['nothing special', {}, 4, []],
    ['absent and global geo', { geo: 'global', tier: 'standard' }, 4, []],
    ['absent as empty text', { geo: '', tier: '' }, 4, []],
    ['US only', { geo: 'us' }, 4.4, []],
    ['US only on a model without the surcharge', { model: 'claude-haiku-4-5', geo: 'us' }, 1, []],
    ['US only, surcharge not known', { model: 'claude-mythos-preview', geo: 'us' }, 25, ['geo-unknown']],
    ['batch', { tier: 'batch' }, 2, []],
    ['batch by its id', { model: 'claude-opus-5-5:batch' }, 2, []],
    ['batch, US only', { tier: 'batch', geo: 'us' }, 2.2, []],
    ['fast', { speed: 'fast' }, 8, []],
    ['fast by its id', { model: 'claude-opus-5-5-fast' }, 8, []],
    ['fast and batch', { speed: 'fast', tier: 'batch' }, 8, ['fast-and-batch']],
    ['fast where there is none', { model: 'claude-sonnet-5', speed: 'fast' }, 2, ['no-fast-row']],
    [
      'fast where there is none, and batch',
      { model: 'claude-sonnet-5', speed: 'fast', tier: 'batch' },
      1,
      ['no-fast-row'],
    ],
    ['last fast day', { model: 'claude-opus-4-7', speed: 'fast', atMs: at('2026-07-23') }, 30, []],
    ['fast ended', { model: 'claude-opus-4-7', speed: 'fast', atMs: at('2026-07-24') }, 5, ['no-fast-row']],
    ['priority', { tier: 'priority' }, 4, ['priority-tier']],
    ['before the first row', { atMs: at('2026-09-21') }, 4, ['before-first-row']],
    ['fast before the first row', { speed: 'fast', atMs: at('2026-09-21') }, 4, ['no-fast-row', 'before-first-row']],
    ['no time', { atMs: null }, 4, ['time-unknown']],
    [
      'long prompt, fast, while both had tiers',
      { model: 'claude-opus-4-6', speed: 'fast', atMs: at('2026-02-10'), promptTokens: 200_001 },
      60,
      [],
    ],
  ];
  test.each(rows)('%s', (_, call, usdPerMillion, flags) => {
    const price = ratesFor(shipped, { ...plain, ...call });
    expect(price).toMatchObject({ kind: 'priced', rates: { input: BigInt(usdPerMillion * 1e6) }, flags });
  });
});

test('a row ends and the next begins at UTC midnight, to the millisecond', () => {
  const change = Date.parse('2026-10-07T00:00:00.000Z');
  const readRate = (ms: number) => {
    const price = ratesFor(shipped, { ...plain, model: 'claude-sonnet-5-5', atMs: millis(ms) });
    return price.kind === 'priced' ? price.rates.cacheRead : null;
  };
  expect([readRate(change - 1), readRate(change)]).toEqual([200_000n, 100_000n]);
});

test('web searches cost the same whatever the mode', () => {
  const modes: readonly Partial<PricedCall>[] = [{}, { geo: 'us' }, { tier: 'batch' }, { speed: 'fast' }];
  for (const mode of modes) {
    expect(ratesFor(shipped, { ...plain, ...mode })).toMatchObject({ webSearchPico: 10_000_000_000n });
  }
});

test('an unknown model is unpriced under the name it was written with', () => {
  expect(ratesFor(shipped, { ...plain, model: 'Claude-Opus-5.6' })).toEqual({
    kind: 'unpriced',
    model: 'Claude-Opus-5.6',
    reason: 'unknown-model',
  });
});

test('every shipped rate stays a whole number of pico-dollars through US surcharge and batch discount', () => {
  for (const model of shipped.models) {
    for (const row of [...model.rates, ...model.fast]) {
      for (const rates of [row.rates, ...row.tiers.map((tier) => tier.rates)]) {
        for (const each of TOKEN_CLASSES) expect((rates[each] * 11n) % 20n).toBe(0n);
      }
    }
  }
});

test('of several tiers the highest that the prompt is above counts', () => {
  const tiers = [
    { promptTokensAbove: 10, input: 2, output: 2 },
    { promptTokensAbove: 20, input: 3, output: 3 },
  ];
  const user = parseUserPrices({ models: [{ id: 'm', input: 1, output: 1, tiers }] }, 'mine.json');
  const table = mergeUserPrices(shipped, user);
  const inputRate = (promptTokens: number) => {
    const price = ratesFor(table, { ...plain, model: 'm', promptTokens });
    return price.kind === 'priced' ? price.rates.input / 1_000_000n : null;
  };
  expect([10, 11, 20, 21].map(inputRate)).toEqual([1n, 2n, 2n, 3n]);
});

describe('where Bedrock keeps requests within a region they cost more', () => {
  const inputRate = (model: string, more: Partial<PricedCall> = {}) => {
    const price = ratesFor(shipped, { ...plain, ...more, model });
    return price.kind === 'priced' ? Number(price.rates.input) / 1e6 : null;
  };

  test.each([
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 3],
    ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 3],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
    ['eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
    ['jp.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
    ['au.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.3],
    // The Bedrock pricing page, GovCloud: $3.60.
    ['us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0', 3.6],
    // Models before 4.5 have one price, but in GovCloud.
    ['us.anthropic.claude-sonnet-4-20250514-v1:0', 3],
    ['us-gov.anthropic.claude-3-haiku-20240307-v1:0', 0.3],
  ])('%s: $%d', (model, dollars) => {
    expect(inputRate(model)).toBe(dollars);
  });

  test('every class of tokens does', () => {
    expect(ratesFor(shipped, { ...plain, model: 'us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0' })).toMatchObject({
      rates: {
        ...{ input: 3_600_000n, output: 18_000_000n, cacheRead: 360_000n },
        ...{ cacheWrite5m: 4_500_000n, cacheWrite1h: 7_200_000n },
      },
    });
  });

  test('what the API asks for the US does not come on top', () => {
    expect(inputRate('us.anthropic.claude-opus-4-6-v1:0', { geo: 'us' })).toBe(5.5);
  });
});

test.each([
  ['claude-opus-4-8', '2026-07-25', 2],
  ['claude-opus-4-7', '2026-06-01', 6],
  ['claude-mythos-5-2', '2026-11-20', 2],
])('fast mode of %s costs so many times the standard price, in every class', (model, day, times) => {
  const rates = (speed: PricedCall['speed']) => {
    const price = ratesFor(shipped, { ...plain, model, speed, atMs: at(day) });
    return price.kind === 'priced' ? Object.values(price.rates) : [];
  };
  expect(rates('fast')).toEqual(rates('standard').map((rate) => rate * BigInt(times)));
  expect(rates('fast')).toHaveLength(5);
});

test('the ratios come from the price file', () => {
  const json = structuredClone(shippedJson) as { modifiers: { geoUs: { multiplier: number } } };
  json.modifiers.geoUs.multiplier = 1.25;
  expect(ratesFor(parsePriceTable(json), { ...plain, geo: 'us' })).toMatchObject({ rates: { input: 5_000_000n } });
});

function at(day: string) {
  return millis(Date.parse(`${day}T12:00:00Z`));
}
