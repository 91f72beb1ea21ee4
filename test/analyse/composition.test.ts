import { afterAll, describe, expect, it } from 'vitest';
import { type Composition, compositionOf } from '../../src/analyse/composition.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { millis } from '../../src/model/time.ts';
import { NO_TOKENS, type Tokens } from '../../src/model/tokens.ts';
import type { UsageGroup } from '../../src/model/usage-group.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { usageGroups } from '../../src/query/usage-groups.ts';
import { corpora, removeRoots, transcriptFolders } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

const PRICE = pricerFor(shipped);

describe('where the tokens went', () => {
  // claude-opus-4-8, in dollars per million: input 5, output 25, read 0.50, written for 5 minutes 6.25, for an hour 10.
  const tokens = { cacheRead: 1_000_000, cacheWrite1h: 100_000, cacheWrite5m: 80_000, input: 20_000, output: 10_000 };
  const rebuilt = { cacheWrite1h: 60_000, cacheWrite5m: 40_000, input: 5000 };

  it('in tokens: writes are told apart by what had been paid for before, uncached input is not', () => {
    expect(parts(compositionOf([group(tokens, rebuilt)], PRICE), ({ tokens: own }) => own)).toEqual({
      reread: 1_000_000,
      rebuilt: 60_000 + 40_000,
      written: 40_000 + 40_000,
      newInput: 20_000,
      output: 10_000,
    });
  });

  it('in both weights: of all tokens, and of their list price', () => {
    const told = compositionOf([group(tokens, rebuilt)], PRICE);
    expect(parts(told, (share) => share.shareTokens)).toEqual({
      reread: 1_000_000 / 1_210_000,
      rebuilt: 100_000 / 1_210_000,
      written: 80_000 / 1_210_000,
      newInput: 20_000 / 1_210_000,
      output: 10_000 / 1_210_000,
    });
    // 0.50 + 0.85 + 0.65 + 0.10 + 0.25 = 2.35 dollars.
    expect(parts(told, (share) => Math.round((share.shareListPrice ?? 0) * 235))).toEqual({
      reread: 50,
      rebuilt: 85,
      written: 65,
      newInput: 10,
      output: 25,
    });
  });

  it('what has no price takes part in the shares of tokens only', () => {
    const unknown = { ...group({ ...NO_TOKENS, cacheRead: 3_630_000 }), model: 'nobody-knows' };
    const told = compositionOf([group(tokens, rebuilt), unknown], PRICE);
    expect(told.reread.shareTokens).toBe(4_630_000 / 4_840_000);
    expect(told.output.shareListPrice).toBeCloseTo(25 / 235, 8);
  });

  it('unknown is not 0: without tokens no share, without a price no share of list price', () => {
    expect(compositionOf([], PRICE).reread).toEqual({ tokens: 0, shareTokens: null, shareListPrice: null });
    const unpriced = compositionOf([{ ...group(tokens), model: 'nobody-knows' }], PRICE);
    expect(parts(unpriced, (share) => share.shareListPrice)).toMatchObject({ reread: null, output: null });
  });
});

it.skipIf(transcriptFolders().length > 0)(
  'the public transcripts are not beside this checkout: only what is written by hand is tried',
  () => undefined,
);

it.each(corpora())('the five parts are all tokens, each once, and shares sum to one: %s', async (_name, folderOf) => {
  const store = await storeOf(folderOf());
  const groups = usageGroups(store, ALL_RESPONSES, promptThresholds(shipped), { time: 'bucket', of: 'all' });
  const told = compositionOf(groups, PRICE);
  const { all, writes, rebuilt } = store
    .prepare<[], { all: number; writes: number; rebuilt: number }>(`
      SELECT coalesce(sum(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens), 0) AS "all",
        coalesce(sum(cache_write_5m_tokens + cache_write_1h_tokens), 0) AS writes,
        coalesce(sum(rebuilt_5m_tokens + rebuilt_1h_tokens), 0) AS rebuilt
      FROM own_responses`)
    .get() ?? { all: -1, writes: -1, rebuilt: -1 };
  expect(sum(told, ({ tokens }) => tokens)).toBe(all);
  expect(told.rebuilt.tokens).toBe(rebuilt);
  expect(told.rebuilt.tokens + told.written.tokens).toBe(writes);
  if (all > 0) expect(sum(told, ({ shareTokens }) => shareTokens ?? 0)).toBeCloseTo(1, 9);
  const isPriced = groups.some((each) => PRICE(each).kind === 'priced' && sumOf(each.tokens) > 0);
  if (isPriced) expect(sum(told, ({ shareListPrice }) => shareListPrice ?? 0)).toBeCloseTo(1, 7);
  else expect(told.reread.shareListPrice).toBeNull();
  store.close();
});

it.each(corpora())('no response rebuilt more than it paid: %s', async (_name, folderOf) => {
  const store = await storeOf(folderOf());
  const wrong = store
    .prepare<[], string>(`
      SELECT key FROM own_responses
      WHERE rebuilt_5m_tokens > cache_write_5m_tokens OR rebuilt_1h_tokens > cache_write_1h_tokens
        OR rebuilt_input_tokens > input_tokens
        OR (rebuild_cause IS NULL) <> (rebuilt_5m_tokens + rebuilt_1h_tokens + rebuilt_input_tokens = 0)`)
    .pluck()
    .all();
  expect(wrong).toEqual([]);
  store.close();
});

function group(tokens: Tokens, rebuilt: Partial<UsageGroup['rebuilt']> = {}): UsageGroup {
  return {
    ...{ sessionId: '', agentId: '', purposes: {}, at: millis(Date.parse('2026-07-25')), model: 'claude-opus-4-8' },
    ...{ fast: false, geo: '', tier: '', promptTokens: 0, tokens, rebuilt: { ...NO_TOKENS, ...rebuilt } },
    ...{ webSearches: 0, responses: 1, unfinished: 0 },
  };
}

function parts<T>(told: Composition, of: (share: Composition['reread']) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(told).map(([part, share]) => [part, of(share)]));
}

function sum(told: Composition, of: (share: Composition['reread']) => number): number {
  return Object.values(told).reduce((all, share) => all + of(share), 0);
}

function sumOf(tokens: Tokens): number {
  return Object.values(tokens).reduce((all, each) => all + each, 0);
}
