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

test('the ratios come from the price file', () => {
  const json = structuredClone(shippedJson) as { modifiers: { geoUs: { multiplier: number } } };
  json.modifiers.geoUs.multiplier = 1.25;
  expect(ratesFor(parsePriceTable(json), { ...plain, geo: 'us' })).toMatchObject({ rates: { input: 5_000_000n } });
});

function at(day: string) {
  return millis(Date.parse(`${day}T12:00:00Z`));
}
