import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/errors.ts';
import { millis, parseIso } from '../../src/model/time.ts';
import { indexModels } from '../../src/price/index-models.ts';
import { mergeUserPrices } from '../../src/price/merge-user-prices.ts';
import { parseUserPrices } from '../../src/price/parse-user-prices.ts';
import type { ModelPrices, PriceTable } from '../../src/price/price-table.ts';
import { type CallPrice, ratesFor } from '../../src/price/rates-for.ts';
import { resolveModel } from '../../src/price/resolve-model.ts';
import { shipped } from './shipped-prices.ts';

test('a short row counts for all time; cache classes not given cost what input costs', () => {
  const table = withUser({ models: [{ id: 'glm-5.3', input: 1.4, output: 4.4, cacheRead: 0.26 }] });
  expect(price(table, 'z-ai/GLM-5.3', '2001-01-01')).toMatchObject({
    modelId: 'glm-5.3',
    rates: {
      input: 1_400_000n,
      output: 4_400_000n,
      cacheRead: 260_000n,
      cacheWrite5m: 1_400_000n,
      cacheWrite1h: 1_400_000n,
    },
    flags: [],
  });
});

test('a rate of 0 that is given is 0', () => {
  const table = withUser({
    models: [{ id: 'm', input: 1, output: 1, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 }],
  });
  expect(price(table, 'm')).toMatchObject({ rates: { cacheRead: 0n, cacheWrite5m: 0n, cacheWrite1h: 0n } });
});

describe('dated rows count from their day to the day before their end', () => {
  const rates = [
    { from: '2026-01-01', until: '2026-02-01', input: 1, output: 1 },
    { from: '2026-03-01', until: '2026-04-01', input: 3, output: 3 },
  ];
  const table = withUser({ models: [{ id: 'm', rates }] });
  test.each([
    ['2026-01-01', { kind: 'priced', rates: { input: 1_000_000n }, flags: [] }],
    ['2025-12-31', { kind: 'priced', rates: { input: 1_000_000n }, flags: ['before-first-row'] }],
    ['2026-02-01', { kind: 'unpriced', reason: 'no-row' }],
    ['2026-03-31', { kind: 'priced', rates: { input: 3_000_000n } }],
    ['2026-04-01', { kind: 'unpriced', reason: 'no-row' }],
  ])('%s', (day, expected) => {
    expect(price(table, 'm', day)).toMatchObject(expected);
  });
});

describe('a model of a listed id', () => {
  const table = withUser({ models: [{ id: 'claude-opus-4-5-20251101', input: 1, output: 2 }] });

  test('takes the place of the shipped rows, for every spelling', () => {
    expect(price(table, 'claude-opus-4-5')).toMatchObject({ modelId: 'claude-opus-4-5', rates: { input: 1_000_000n } });
    expect(table.models).toHaveLength(shipped.models.length);
  });

  test('keeps name and traits', () => {
    expect(resolveModel(table, 'claude-opus-4-5')?.prices).toMatchObject({
      name: 'Claude Opus 4.5',
      premium: true,
      confidence: 'user',
      sources: ['user'],
    });
  });

  test('loses the shipped fast rows', () => {
    const own = withUser({ models: [{ id: 'claude-opus-5-5', input: 1, output: 2 }] });
    expect(price(own, 'claude-opus-5-5-fast')).toMatchObject({ rates: { input: 1_000_000n }, flags: ['no-fast-row'] });
  });
});

test('a row for one packaging of an id leaves the others alone, and is still premium', () => {
  const id = 'us.anthropic.claude-opus-4-6-v1:0';
  const table = withUser({ models: [{ id, input: 5.5, output: 27.5 }] });
  expect(price(table, id)).toMatchObject({ rates: { input: 5_500_000n } });
  expect(price(table, 'global.anthropic.claude-opus-4-6-v1:0')).toMatchObject({ rates: { input: 5_000_000n } });
  expect(resolveModel(table, id)?.prices.premium).toBe(true);
});

test('versions and variants of other makers are not mixed up', () => {
  const table = withUser({
    models: [
      { id: 'deepseek-v4', input: 4, output: 4 },
      { id: 'qwen3:30b', input: 30, output: 30 },
    ],
  });
  expect(price(table, 'deepseek/deepseek-v4')).toMatchObject({ modelId: 'deepseek-v4' });
  expect(price(table, 'qwen3:30b')).toMatchObject({ modelId: 'qwen3:30b' });
  for (const other of ['deepseek-v3', 'deepseek', 'qwen3:14b', 'qwen3']) {
    expect(price(table, other)).toMatchObject({ kind: 'unpriced' });
  }
});

describe('an alias', () => {
  const aliases = { 'My-Gateway-Opus': 'claude-opus-5.5', 'claude-opus-5-6': 'claude-opus-5-5' };
  const table = withUser({ aliases });
  test.each(['my-gateway-opus', 'corp/my-gateway-opus', 'my-gateway-opus[1m]', 'claude-opus-5.6'])('%s', (written) => {
    expect(price(table, written)).toMatchObject({ modelId: 'claude-opus-5-5' });
  });

  test("from one id of a model leads all its spellings there, also to a model of somebody else's list", () => {
    const listed = {
      ...shipped.models[0],
      ...{ id: 'glm-5.2', name: 'GLM', ids: ['glm-5.2'], fast: [], rates: [] },
      origin: { kind: 'listed', list: 'list', provider: 'zai' },
    } as ModelPrices;
    const models = [...shipped.models, listed];
    const json = { aliases: { 'claude-sonnet-4-6': 'glm-5.2' } };
    const own = mergeUserPrices({ ...shipped, models, byId: indexModels(models) }, parseUserPrices(json, 'p.json'));
    const spellings = ['claude-sonnet-4-6', 'claude-sonnet-4.6[1m]', 'us.anthropic.claude-sonnet-4-6-v1:0'];
    for (const written of [
      ...spellings,
      'anthropic/claude-4.6-sonnet',
      'claude-sonnet-4-6-20260217',
      'claude-sonnet-4-6@20300101',
    ])
      expect([written, resolveModel(own, written)?.prices.id]).toEqual([written, 'glm-5.2']);
    expect(resolveModel(own, 'claude-sonnet-4-5')?.prices.id).toBe('claude-sonnet-4-5');
  });

  test('gives way to a price of that model in a later file', () => {
    const first = withUser({ aliases: { 'claude-sonnet-4-6': 'claude-opus-5' } });
    const json = { models: [{ id: 'claude-sonnet-4-6', input: 2, output: 2 }] };
    const second = mergeUserPrices(first, parseUserPrices(json, 'second.json'));
    expect(price(second, 'claude-sonnet-4-6')).toMatchObject({ modelId: 'claude-sonnet-4-6' });
  });

  test('is exact: no prefix of it, no date after it', () => {
    expect(price(table, 'my-gateway')).toMatchObject({ kind: 'unpriced' });
    expect(price(table, 'my-gateway-opus-20260101')).toMatchObject({ kind: 'unpriced' });
  });

  test('may lead to a model of the same file', () => {
    const own = withUser({ models: [{ id: 'm', input: 1, output: 2 }], aliases: { n: 'm' } });
    expect(price(own, 'n')).toMatchObject({ modelId: 'm' });
  });
});

test('of two files the later counts, aliases too', () => {
  const first = withUser({ models: [{ id: 'm', input: 1, output: 1 }], aliases: { n: 'claude-opus-5' } });
  const json = {
    models: [
      { id: 'm', input: 2, output: 2 },
      { id: 'n', input: 3, output: 3 },
    ],
  };
  const second = mergeUserPrices(first, parseUserPrices(json, 'second.json'));
  expect(price(second, 'm')).toMatchObject({ rates: { input: 2_000_000n } });
  expect(price(second, 'n')).toMatchObject({ modelId: 'n', rates: { input: 3_000_000n } });
});

test('the shipped table is left as it was', () => {
  withUser({ models: [{ id: 'claude-opus-5', input: 1, output: 1 }], aliases: { n: 'claude-opus-5' } });
  expect(price(shipped, 'claude-opus-5')).toMatchObject({ rates: { input: 5_000_000n } });
  expect(price(shipped, 'n')).toMatchObject({ kind: 'unpriced' });
});

test('the example in pricing/README.md is a valid file', () => {
  const readme = readFileSync(new URL('../../pricing/README.md', import.meta.url), 'utf8');
  const table = withUser(JSON.parse(/```json\n(.*?)```/s.exec(readme)?.[1] ?? ''));
  expect(price(table, 'my-gateway-opus', '2026-11-01')).toMatchObject({ rates: { input: 3_600_000n } });
});

test('an empty file changes no price', () => {
  expect(withUser({}).models).toEqual(shipped.models);
});

describe('a mistake is told with its place in the file', () => {
  const m = { id: 'm', input: 1, output: 1 };
  const row = { from: '2026-01-01', input: 1, output: 1 };
  test.each<[string, unknown, string]>([
    ['no object', [], 'mine.json: '],
    ['unknown field', { prices: [] }, 'mine.json: '],
    ['misspelt rate', { models: [{ ...m, cacheread: 1 }] }, 'mine.json: models[0]: '],
    ['negative rate', { models: [m, { ...m, id: 'n', output: -1 }] }, 'mine.json: models[1].output: '],
    ['rate as text', { models: [{ ...m, input: '1' }] }, 'mine.json: models[0].input: '],
    ['no output', { models: [{ id: 'm', input: 1 }] }, 'mine.json: models[0].output: '],
    ['no rates', { models: [{ id: 'm', rates: [] }] }, 'mine.json: models[0].rates: '],
    ['both forms', { models: [{ ...m, rates: [row] }] }, 'mine.json: models[0].input: '],
    ['no id', { models: [{ input: 1, output: 1 }] }, 'mine.json: models[0].id: '],
    ['blank id', { models: [{ ...m, id: ' ' }] }, 'mine.json: models[0].id: '],
    ['same id twice', { models: [m, { ...m, id: 'M' }] }, 'mine.json: models[1].id: '],
    [
      'no such day',
      { models: [{ id: 'm', rates: [{ ...row, from: '2026-02-30' }] }] },
      'mine.json: models[0].rates[0].from: ',
    ],
    [
      'empty span',
      { models: [{ id: 'm', rates: [{ ...row, until: '2026-01-01' }] }] },
      'mine.json: models[0].rates[0].until: ',
    ],
    [
      'overlap',
      { models: [{ id: 'm', rates: [row, { ...row, from: '2026-02-01' }] }] },
      'mine.json: models[0].rates[1].from: ',
    ],
    [
      'wrong order',
      {
        models: [
          {
            id: 'm',
            fast: [
              { ...row, until: '2026-02-01' },
              { ...row, from: '2025-01-01' },
            ],
            input: 1,
            output: 1,
          },
        ],
      },
      'mine.json: models[0].fast[1].from: ',
    ],
    [
      'falling tiers',
      {
        models: [
          {
            ...m,
            tiers: [
              { promptTokensAbove: 9, input: 1, output: 1 },
              { promptTokensAbove: 9, input: 1, output: 1 },
            ],
          },
        ],
      },
      'mine.json: models[0].tiers[1].promptTokensAbove: ',
    ],
    ['alias to nowhere', { aliases: { 'a b': 'claude-opus-9' } }, 'mine.json: aliases["a b"]: '],
    ['alias of an alias', { aliases: { a: 'claude-opus-5', b: 'a' } }, 'mine.json: aliases.b: '],
    ['alias and model', { models: [m], aliases: { m: 'claude-opus-5' } }, 'mine.json: aliases.m: '],
    ['alias to a number', { aliases: { m: 5 } }, 'mine.json: aliases.m: '],
  ])('%s', (_, json, place) => {
    const error = errorOf(() => withUser(json));
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'bad-pricing-file', exitCode: 2, message: expect.stringContaining(place) });
  });
});

function withUser(json: unknown): PriceTable {
  return mergeUserPrices(shipped, parseUserPrices(json, 'mine.json'));
}

function price(table: PriceTable, model: string, day = '2026-11-20'): CallPrice {
  const atMs = parseIso(`${day}T00:00:00Z`) ?? millis(0);
  return ratesFor(table, { model, atMs, speed: 'standard', geo: null, tier: null, promptTokens: 0 });
}

function errorOf(run: () => unknown): unknown {
  try {
    run();
    return null;
  } catch (error) {
    return error;
  }
}
