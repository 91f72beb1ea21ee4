import { calcPrice } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { thirdPartyList } from '../../src/cli/third-party-prices.ts';
import { type Millis, parseIso } from '../../src/model/time.ts';
import { promptTokens, type Tokens } from '../../src/model/tokens.ts';
import { costOf } from '../../src/price/cost-of.ts';
import { mergeUserPrices } from '../../src/price/merge-user-prices.ts';
import { parseUserPrices } from '../../src/price/parse-user-prices.ts';
import type { PriceTable } from '../../src/price/price-table.ts';
import { ratesFor } from '../../src/price/rates-for.ts';
import { resolveModel } from '../../src/price/resolve-model.ts';
import { modelsToLookUp, withListedModels } from '../../src/price/with-listed-models.ts';
import { shipped } from './shipped-prices.ts';

const list = await thirdPartyList();

function seeing(...models: string[]): PriceTable {
  return withListedModels(
    shipped,
    list,
    models.map((model) => ({ model, largestPrompt: null })),
  );
}

/** Dollars by tj; null without a price. */
function dollars(table: PriceTable, model: string, at: Millis, tokens: Tokens): number | null {
  const call = {
    model,
    atMs: at,
    speed: 'standard',
    geo: null,
    tier: null,
    promptTokens: promptTokens(tokens),
  } as const;
  const price = ratesFor(table, call);
  return price.kind === 'unpriced' ? null : Number(costOf(price, tokens, 0)) / 1e12;
}

function moment(iso: string): Millis {
  const at = parseIso(iso);
  if (at === null) throw new Error(iso);
  return at;
}

// Worked out by hand from the rates that the package lists: 200,000 input, 50,000 of it written and 1,000,000 read
// beside it, 10,000 output. What a list has no cache price for costs what input does.
const USE: Tokens = {
  input: 200_000,
  output: 10_000,
  cacheRead: 1_000_000,
  cacheWrite5m: 30_000,
  cacheWrite1h: 20_000,
};

describe('models of five other vendors cost what their own list says, cached tokens included', () => {
  test.each([
    // 250,000 x 0.435 + 1,000,000 x 0.003625 + 10,000 x 0.87, then x 0.66, 0.022 and 1.98
    ['deepseek-v4-pro', '2026-08-16T12:00:00Z', 0.121075],
    ['deepseek-v4-pro', '2026-08-17T12:00:00Z', 0.2068],
    // 250,000 x 1.4 + 1,000,000 x 0.26 + 10,000 x 4.4: one price at all times
    ['glm-5.2', '2026-06-20T12:00:00Z', 0.654],
    ['glm-5.2', '2026-10-05T12:00:00Z', 0.654],
    // 250,000 x 0.6 + 1,000,000 x 0.15 + 10,000 x 2.5
    ['kimi-k2-thinking', '2025-12-01T00:00:00Z', 0.325],
    ['kimi-k2-thinking', '2026-10-05T00:00:00Z', 0.325],
    // 200,000 x 0.3 + 50,000 x 0.375 + 1,000,000 x 0.03 + 10,000 x 1.2
    ['MiniMax-M2', '2025-12-01T00:00:00Z', 0.12075],
    ['MiniMax-M2', '2026-10-05T00:00:00Z', 0.12075],
    // A prompt of 1,250,000 is beyond 271,999: 200,000 x 4 + 50,000 x 5 + 1,000,000 x 0.4 + 10,000 x 24, then x 0.4, 0.5, 0.04, 1.8
    ['gpt-5.6-luna', '2026-07-29T23:59:00Z', 0.4 + 0.125 + 0.2 + 0.09],
    ['gpt-5.6-luna', '2026-07-30T00:00:00Z', 0.08 + 0.025 + 0.04 + 0.018],
  ])('%s at %s', (model, iso, expected) => {
    expect(dollars(seeing(model), model, moment(iso), USE)).toBeCloseTo(expected, 12);
  });
});

test('a price that hangs on the hour is that of the hour', () => {
  const table = seeing('deepseek-v4-pro');
  const input = { input: 1_000_000, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const at = (time: string) => dollars(table, 'deepseek-v4-pro', moment(`2026-10-05T${time}Z`), input);
  expect(['00:59:59', '01:00:00', '03:59:59', '04:00:00', '06:00:00', '10:00:00'].map(at)).toEqual([
    ...[0.66, 1.32, 1.32, 0.66, 1.32, 0.66],
  ]);
});

const MODELS = [
  ['deepseek', 'deepseek-v4-pro'],
  ['deepseek', 'deepseek-v4-flash'],
  ['deepseek', 'deepseek-chat'],
  ['deepseek', 'deepseek-reasoner'],
  ['zai', 'glm-5.3'],
  ['zhipuai', 'GLM-5'],
  ['moonshotai', 'kimi-k3'],
  // Without a price of its own for cached input.
  ['moonshotai', 'kimi-k2'],
  ['minimax', 'minimax-m3'],
  ['x-ai', 'grok-4.3'],
  ['google', 'gemini-2.5-pro'],
  ['google', 'gemini-3.8-flash'],
  ['openai', 'gpt-5.6-sol'],
  ['openai', 'gpt-6-luna'],
  ['openrouter', 'qwen/qwen3-coder-plus'],
] as const;

test('every price is the one that the package itself works out, of any time, prompt and mix of tokens', () => {
  const table = seeing(...MODELS.map(([, model]) => model));
  const count = fc.oneof(fc.nat(400_000), fc.constantFrom(0, 1, 199_999, 200_000, 271_999, 272_000, 512_000, 512_001));
  const tokens = fc.record({ input: count, output: count, cacheRead: count, cacheWrite5m: count, cacheWrite1h: count });
  const at = fc.integer({ min: moment('2025-01-01T00:00:00Z'), max: moment('2026-12-31T00:00:00Z') });
  fc.assert(
    fc.property(fc.constantFrom(...MODELS), at, tokens, ([providerId, model], ms, used) => {
      const usage = {
        input_tokens: promptTokens(used),
        cache_read_tokens: used.cacheRead,
        cache_write_tokens: used.cacheWrite5m + used.cacheWrite1h,
        cache_write_1h_tokens: used.cacheWrite1h,
        output_tokens: used.output,
      };
      const theirs = calcPrice(usage, model, { providerId, timestamp: new Date(ms) });
      expect(dollars(table, model, ms as Millis, used)).toBeCloseTo(theirs?.total_price ?? Number.NaN, 9);
    }),
    { numRuns: 2_000 },
  );
});

describe('whose price a model has', () => {
  test.each([
    ['deepseek-v4-pro', 'deepseek'],
    ['deepseek-v4-pro[1m]', 'deepseek'],
    ['deepseek/deepseek-v4-pro', 'deepseek'],
    ['my-gateway/deepseek-v4-pro', 'deepseek'],
    // Z.ai's price in dollars before the Chinese one, which the package takes by itself.
    ['glm-5.2', 'zai'],
    ['GLM-5.3', 'zai'],
    ['z-ai/glm-5.2', 'zai'],
    ['zai-org/GLM-5.2', 'zai'],
    ['GLM-5', 'zhipuai'],
    ['glm-4.6', 'openrouter'],
    ['moonshotai/kimi-k2.5', 'moonshotai'],
    ['kimi-k2.5:thinking', 'moonshotai'],
    ['x-ai/grok-4.3', 'x-ai'],
    ['openai/gpt-5.6-sol', 'openai'],
    ['gpt-5-2025-08-07', 'openai'],
    ['google/gemini-2.5-pro', 'google'],
    ['qwen3-coder-plus', 'openrouter'],
    ['qwen/qwen3-coder-plus', 'openrouter'],
    ['openrouter/deepseek/deepseek-v3.2', 'openrouter'],
    ['accounts/fireworks/models/deepseek-v4-pro', 'fireworks'],
  ])('%s: that of %s', (model, provider) => {
    expect(resolveModel(seeing(model), model)?.prices.origin).toEqual({ kind: 'listed', list: list.name, provider });
  });

  test('the name of the list has its version', () => {
    expect(list.name).toMatch(/^genai-prices@\d+\.\d+\.\d+$/);
  });

  test.each([
    // The package would price this as its next of kin.
    'claude-sonnet-5-6',
    'anthropic/claude-opus-9',
    '~anthropic/claude-opus-latest',
    'openrouter/anthropic/claude-9',
    'sonnet',
    'opus',
    'opusplan',
    '<synthetic>',
    'unknown',
    'made-up-model',
    'deepseek-ai/made-up',
    'qwen3-coder:480b-local',
    'qwen/qwen3-coder:free',
    '',
  ])('%j has none', (model) => {
    expect(resolveModel(seeing(model), model)).toBeNull();
  });

  test('what is called after a Claude model is not even looked up, so that the list is not loaded for it', () => {
    const seen = ['claude-sonnet-9', 'anthropic/x', 'opusplan', 'sonnet', '<synthetic>', '', 'claude-opus-5'];
    const asked = modelsToLookUp(
      shipped,
      [...seen, 'opus-9', 'my-gpt'].map((model) => ({ model, largestPrompt: null })),
    );
    expect(asked.map(({ model }) => model)).toEqual(['opusplan', 'my-gpt']);
  });

  test('a model that was not looked up is not taken for one that was', () => {
    const table = seeing('grok-4.3', 'qwen3-coder');
    for (const model of ['grok-4.3-fast', 'qwen3-coder:480b', 'grok-4.3-20300101', 'other/grok-4.3'])
      expect(resolveModel(table, model)).toBeNull();
  });

  test('the plain name is that of the model written so, one of another vendor keeps its path', () => {
    for (const written of [
      ['gpt-5', 'azure/gpt-5'],
      ['azure/gpt-5', 'gpt-5'],
    ]) {
      const table = seeing(...written);
      const idAndVendor = (model: string) => {
        const prices = resolveModel(table, model)?.prices;
        return [prices?.id, prices?.origin.kind === 'listed' ? prices.origin.provider : null];
      };
      expect(idAndVendor('gpt-5')).toEqual(['gpt-5', 'openai']);
      expect(idAndVendor('azure/gpt-5')).toEqual(['azure/gpt-5', 'azure']);
    }
  });

  test('spellings of one model are one, two vendors of one model are two', () => {
    const written = ['GLM-5.2', 'glm-5.2', 'z-ai/glm-5.2', 'openrouter/z-ai/glm-5.2'];
    const table = seeing(...written);
    expect(written.map((model) => resolveModel(table, model)?.prices.id)).toEqual([
      ...['GLM-5.2', 'GLM-5.2', 'GLM-5.2', 'openrouter/z-ai/glm-5.2'],
    ]);
  });
});

describe('our prices win over the list, the user wins over both', () => {
  const at = moment('2026-10-05T12:00:00Z');
  const input = { input: 1_000_000, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const withUser = (json: unknown) => mergeUserPrices(shipped, parseUserPrices(json, 'p.json'));
  const alsoListed = (table: PriceTable, model: string) =>
    withListedModels(table, list, [{ model, largestPrompt: null }]);

  test('a model of ours is not looked up', () => {
    const table = seeing('claude-sonnet-5-5');
    expect(resolveModel(table, 'claude-sonnet-5-5')?.prices.origin).toEqual({ kind: 'own' });
  });

  test('nor is one that the user priced, in whatever packaging', () => {
    const table = withUser({ models: [{ id: 'glm-5.2', input: 7, output: 9 }] });
    for (const model of ['glm-5.2', 'z-ai/glm-5.2']) {
      expect(dollars(alsoListed(table, model), model, at, input)).toBe(7);
      expect(resolveModel(alsoListed(table, model), model)?.prices.origin).toEqual({ kind: 'user' });
    }
  });

  test('the user may price a model of ours', () => {
    const table = withUser({ models: [{ id: 'claude-opus-5-5', input: 3, output: 9 }] });
    expect(resolveModel(table, 'us.anthropic.claude-opus-5-5')?.prices.origin).toEqual({ kind: 'user' });
    expect(dollars(table, 'us.anthropic.claude-opus-5-5', at, input)).toBe(3);
  });
});

test('tiers beyond the largest prompt that was seen are left out: all sums would be asked by their sizes', () => {
  const tiersAt = (largestPrompt: number) =>
    withListedModels(shipped, list, [{ model: 'minimax-m3', largestPrompt }]).models.at(-1)?.rates[0]?.tiers.length;
  expect([tiersAt(512_000), tiersAt(512_001)]).toEqual([0, 1]);
});
