import { describe, expect, test } from 'vitest';
import { type PicoUsd, picoUsd, usdNumber } from '../../src/model/money.ts';
import { millis } from '../../src/model/time.ts';
import { NO_TOKENS, promptTokens, type Tokens } from '../../src/model/tokens.ts';
import { costOf } from '../../src/price/cost-of.ts';
import { ratesFor } from '../../src/price/rates-for.ts';
import { shipped } from './shipped-prices.ts';

/** Requests priced one by one, the way each was made, and their sum in dollars. */
interface Vector {
  readonly id: string;
  readonly day: string;
  readonly attempts: readonly Attempt[];
  readonly usd: number | 'unpriced';
}

interface Attempt extends Partial<Tokens> {
  readonly model: string;
  readonly fast?: true;
  readonly geo?: string;
  readonly tier?: string;
  readonly webSearches?: number;
}

const mixed = { input: 10, output: 1000, cacheRead: 100_000, cacheWrite5m: 1000, cacheWrite1h: 2000 };
const haiku = { model: 'claude-haiku-5-5', cacheRead: 80_000, output: 1000 };
const longOpus = { model: 'claude-opus-4-6', cacheRead: 300_000, output: 1000 };
const declined = { model: 'claude-fable-5', input: 2, cacheWrite1h: 21_874, cacheRead: 32_238, output: 2 };
const served = { model: 'claude-opus-4-8', input: 2, cacheRead: 54_112, output: 136 };
const compaction = { model: 'claude-opus-5', input: 180_000, output: 3500 };

const vectors: readonly Vector[] = [
  { id: 'V1', day: '2026-11-20', attempts: [{ model: 'claude-opus-5-5', ...mixed }], usd: 0.06104 },
  {
    id: 'V2 fast, US only',
    day: '2026-11-20',
    attempts: [{ model: 'claude-opus-5-5', ...mixed, fast: true, geo: 'us' }],
    usd: 0.134288,
  },
  {
    id: 'V3 the day before a change',
    day: '2026-10-06',
    attempts: [{ model: 'claude-sonnet-5-5', cacheRead: 1e6 }],
    usd: 0.2,
  },
  {
    id: 'V4 the day of a change',
    day: '2026-10-07',
    attempts: [{ model: 'claude-sonnet-5-5', cacheRead: 1e6 }],
    usd: 0.1,
  },
  { id: 'V5 prompt of the threshold', day: '2026-11-01', attempts: [{ ...haiku, input: 20_000 }], usd: 0.0033 },
  { id: 'V6 prompt above it', day: '2026-11-01', attempts: [{ ...haiku, input: 20_001 }], usd: 0.0165005 },
  {
    id: 'V7 tier since closed',
    day: '2025-12-01',
    attempts: [{ model: 'claude-sonnet-4-5', input: 1, cacheRead: 200_000, output: 1000 }],
    usd: 0.142506,
  },
  { id: 'V8 last day of a tier', day: '2026-03-12', attempts: [longOpus], usd: 0.3375 },
  { id: 'V9 first day without', day: '2026-03-13', attempts: [longOpus], usd: 0.175 },
  {
    id: 'V10 unsplit cache write',
    day: '2026-08-01',
    attempts: [{ model: 'claude-sonnet-5', cacheWrite5m: 17_431 }],
    usd: 0.0435775,
  },
  { id: 'V11 declined with output', day: '2026-07-25', attempts: [declined, served], usd: 0.500304 },
  { id: 'V12 declined without output', day: '2026-07-25', attempts: [served], usd: 0.030466 },
  {
    id: 'V13 compaction on top',
    day: '2026-08-01',
    attempts: [compaction, { model: 'claude-opus-5', input: 23_000, output: 1000 }],
    usd: 1.1275,
  },
  { id: 'V15 web searches', day: '2026-11-20', attempts: [{ model: 'claude-opus-5-5', webSearches: 2 }], usd: 0.02 },
  {
    id: 'V17 fast',
    day: '2026-06-23',
    attempts: [{ model: 'claude-opus-4-8', fast: true, input: 1000, output: 1000, cacheRead: 100_000 }],
    usd: 0.16,
  },
  {
    id: 'V18 odd 1h write',
    day: '2026-01-01',
    attempts: [{ model: 'claude-3-haiku-20240307', cacheWrite1h: 1e6 }],
    usd: 0.5,
  },
  {
    id: 'V19 batch',
    day: '2026-01-01',
    attempts: [{ model: 'claude-opus-4-1', tier: 'batch', input: 1e6, output: 100_000 }],
    usd: 11.25,
  },
  { id: 'V20 not listed', day: '2026-11-20', attempts: [{ model: 'claude-opus-5-6', ...mixed }], usd: 'unpriced' },
];

describe('the price vectors of the counting rules hold exactly', () => {
  test.each(vectors)('$id: $usd', ({ day, attempts, usd }) => {
    const costs = attempts.map((attempt) => priceOf(day, attempt));
    if (usd === 'unpriced') {
      expect(costs).toEqual([null]);
      return;
    }
    const pico = costs.reduce<bigint>((sum, cost) => sum + (cost ?? -1n), 0n);
    expect(pico % 1000n).toBe(0n);
    expect(usdNumber(picoUsd(pico))).toBe(usd);
  });
});

function priceOf(day: string, attempt: Attempt): PicoUsd | null {
  const { model, fast, geo, tier, webSearches, ...given } = attempt;
  const tokens = { ...NO_TOKENS, ...given };
  const priced = ratesFor(shipped, {
    model,
    atMs: millis(Date.parse(`${day}T12:00:00Z`)),
    speed: fast === true ? 'fast' : 'standard',
    geo: geo ?? null,
    tier: tier ?? null,
    promptTokens: promptTokens(tokens),
  });
  return priced.kind === 'priced' ? costOf(priced, tokens, webSearches ?? 0) : null;
}
