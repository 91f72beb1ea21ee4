import { expect, test } from 'vitest';
import { millis } from '../../src/model/time.ts';
import { describeModel, describeModels } from '../../src/price/describe-model.ts';
import { mergeUserPrices } from '../../src/price/merge-user-prices.ts';
import { parseUserPrices } from '../../src/price/parse-user-prices.ts';
import { shipped } from './shipped-prices.ts';

const march = millis(Date.parse('2026-03-01T00:00:00Z'));

test('an id that says something about its price is described at what is charged, and why', () => {
  const charged = (id: string) => {
    const model = describeModel(shipped, id, millis(Date.parse('2026-11-01T00:00:00Z')));
    return [model?.charges, model?.standard?.usdPerMillion.input, model?.standard?.usdPerMillion.output];
  };
  expect(charged('claude-opus-4-6')).toEqual([[], 5, 25]);
  expect(charged('global.anthropic.claude-opus-4-6-v1:0')).toEqual([[], 5, 25]);
  const regional = [{ reason: 'regional', times: 1.1 }];
  expect(charged('us.anthropic.claude-opus-4-6-v1:0')).toEqual([regional, 5.5, 27.5]);
  expect(charged('eu.anthropic.claude-opus-4-6-v1:0')).toEqual([regional, 5.5, 27.5]);
  expect(charged('us-gov.anthropic.claude-opus-4-6-v1:0')).toEqual([[{ reason: 'gov', times: 1.2 }], 6, 30]);
  expect(charged('claude-opus-4-6-batch')).toEqual([[{ reason: 'batch', times: 0.5 }], 2.5, 12.5]);
  const fast = describeModel(shipped, 'claude-opus-5-5-fast', millis(Date.parse('2026-11-20T00:00:00Z')));
  expect([fast?.asksForFast, fast?.charges]).toEqual([true, []]);
});

test('a model is described by any spelling, with the rows in force at the moment and all rows', () => {
  const opus = describeModel(shipped, 'global.anthropic.claude-opus-4-6-v1:0', march);
  expect(opus).toMatchObject({
    modelId: 'claude-opus-4-6',
    standard: {
      from: '2026-02-05',
      until: '2026-03-13',
      usdPerMillion: { input: 5, output: 25, cacheRead: 0.5, cacheWrite5m: 6.25, cacheWrite1h: 10 },
      tiers: [{ promptTokensAbove: 200_000, usdPerMillion: { output: 37.5 } }],
    },
    fast: { from: '2026-02-21', until: '2026-06-29', usdPerMillion: { input: 30 } },
  });
  expect(opus?.standardRows.map((row) => row.from)).toEqual(['2026-02-05', '2026-03-13']);
  expect(opus?.fastRows.map((row) => row.from)).toEqual(['2026-02-07', '2026-02-21']);
});

test('sources are spelled out', () => {
  const preview = describeModel(shipped, 'claude-mythos-preview', march);
  expect(preview?.sources).toEqual([
    { id: 'kellerai-2026-06', what: expect.any(String), via: 'web page', asOf: '2026-06', grade: 'press' },
  ]);
});

test('a model without a row in force then has none, and one without a price is null', () => {
  expect(describeModel(shipped, 'claude-opus-5-5', march)).toMatchObject({ standard: null, fast: null });
  expect(describeModel(shipped, 'claude-opus-5-6', march)).toBeNull();
});

test("all models are described, the user's additions last and with their aliases", () => {
  const json = { models: [{ id: 'glm-5.3', input: 1.4, output: 4.4 }], aliases: { glm: 'glm-5.3' } };
  const all = describeModels(mergeUserPrices(shipped, parseUserPrices(json, 'mine.json')), march);
  expect(all).toHaveLength(shipped.models.length + 1);
  expect(all.at(-1)).toMatchObject({
    modelId: 'glm-5.3',
    aliases: ['glm'],
    standard: { from: null, until: null, usdPerMillion: { input: 1.4 } },
    sources: [{ id: 'user', via: 'mine.json' }],
  });
});
