import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { foldSpelling, spellingsOf } from '../../src/price/spellings-of.ts';
import { shippedJson } from './shipped-prices.ts';

// The program reads the shipped file unchecked, so all it relies on is checked here.
const day = z.iso.date();
const rates = {
  input: z.number().positive(),
  output: z.number().positive(),
  cacheRead: z.number().positive(),
  cacheWrite5m: z.number().positive(),
  cacheWrite1h: z.number().positive(),
};
const row = z.strictObject({
  from: day,
  until: day.nullable(),
  ...rates,
  tiers: z
    .array(z.strictObject({ promptTokensAbove: z.int().positive(), ...rates }))
    .min(1)
    .optional(),
});
const confidence = z.enum(['high', 'medium', 'low']);
const priceFile = z.strictObject({
  schemaVersion: z.literal(1),
  currency: z.literal('USD'),
  unit: z.literal('USD per 1,000,000 tokens'),
  asOf: day,
  kind: z.string(),
  dateRule: z.string(),
  sources: z.record(
    z.string(),
    z.strictObject({
      what: z.string().min(1),
      via: z.string().min(1),
      asOf: z
        .string()
        .regex(/^\d{4}-\d{2}(-\d{2})?$/)
        .nullable(),
      grade: z.string().min(1),
    }),
  ),
  modifiers: z.strictObject({
    geoUs: z.strictObject({ multiplier: z.number().positive(), from: day, confidence, notes: z.string() }),
    batch: z.strictObject({ multiplier: z.number().positive(), confidence, notes: z.string() }),
    cloudRegional: z.strictObject({ multiplier: z.number().positive(), confidence, notes: z.string() }),
    govCloud: z.strictObject({ multiplier: z.number().positive(), confidence, notes: z.string() }),
    webSearch: z.strictObject({ usdPerRequest: z.number().positive(), confidence, notes: z.string() }),
  }),
  notApplied: z.record(z.string(), z.string()),
  models: z.array(
    z.strictObject({
      id: z.string().min(1),
      name: z.string().min(1),
      ids: z.array(z.string().min(1)).min(1),
      premium: z.boolean(),
      released: day.nullable(),
      retired: day.nullable(),
      geoUs: z.boolean().nullable(),
      cloudRegional: z.boolean(),
      contextWindow: z.int().positive(),
      rates: z.array(row).min(1),
      fast: z.array(row),
      confidence,
      sources: z.array(z.string()).min(1),
      notes: z.string().nullable(),
    }),
  ),
});

const file = priceFile.parse(shippedJson);

test('no spelling belongs to two models', () => {
  const ids = file.models.flatMap((model) => model.ids);
  expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
});

test('sources and models are named once, and no source goes unused', () => {
  const used = new Set(file.models.flatMap((model) => model.sources));
  expect([...used].sort()).toEqual(Object.keys(file.sources).sort());
});

describe.each(file.models)('$id', (model) => {
  test('its id is one of its spellings', () => {
    expect(model.ids).toContain(model.id);
  });

  test('its spellings are already folded and bare, so that look-up finds them', () => {
    for (const id of model.ids) {
      expect(foldSpelling(id)).toBe(id);
      expect(spellingsOf(`anthropic/us.anthropic.${id}-v1:0`).map(({ text }) => text)).toContain(id);
    }
  });

  test('its standard rows follow each other without gap or overlap, and the last is open', () => {
    for (const [i, each] of model.rates.entries()) expect(each.until).toBe(model.rates[i + 1]?.from ?? null);
  });

  test('its fast rows do not overlap', () => {
    for (const [i, each] of model.fast.entries()) {
      const next = model.fast[i + 1];
      if (next !== undefined) expect(each.until !== null && each.until <= next.from).toBe(true);
    }
  });

  test('a row ends after it begins', () => {
    for (const each of [...model.rates, ...model.fast]) {
      if (each.until !== null) expect(each.until > each.from).toBe(true);
    }
  });

  test('tiers rise', () => {
    for (const each of [...model.rates, ...model.fast]) {
      const thresholds = (each.tiers ?? []).map((tier) => tier.promptTokensAbove);
      expect(thresholds).toEqual([...new Set(thresholds)].sort((a, b) => a - b));
    }
  });

  test('cache read < input < 5m write < 1h write, and input < output', () => {
    const all = [...model.rates, ...model.fast].flatMap((each) => [each, ...(each.tiers ?? [])]);
    for (const { input, output, cacheRead, cacheWrite5m, cacheWrite1h } of all) {
      const rising = [cacheRead, input, cacheWrite5m, cacheWrite1h];
      expect(rising).toEqual([...new Set(rising)].sort((a, b) => a - b));
      expect(input).toBeLessThan(output);
    }
  });

  test('fast costs more than standard, and begins no earlier', () => {
    const [standard] = model.rates;
    for (const fast of model.fast) {
      expect(fast.input).toBeGreaterThan(standard?.input ?? Number.POSITIVE_INFINITY);
      expect(fast.from >= (standard?.from ?? '9999')).toBe(true);
    }
  });

  test('its first row begins on the day it was released', () => {
    expect(model.rates[0]?.from).toBe(model.released);
  });

  test('nothing later than the date of the file is claimed but announced ends', () => {
    for (const each of [...model.rates, ...model.fast]) expect(each.from <= file.asOf).toBe(true);
  });

  test('the dear families are premium, and only they', () => {
    expect(model.premium).toBe(/opus|fable|mythos/.test(model.id));
  });

  test('a US surcharge is not claimed for a time before there was one', () => {
    if (model.geoUs === true) expect(model.rates.every((each) => each.from >= file.modifiers.geoUs.from)).toBe(true);
  });

  test('regional profiles of a cloud cost more for what was released since they do', () => {
    expect(model.cloudRegional).toBe((model.released ?? '') >= '2025-09-29');
  });
});
