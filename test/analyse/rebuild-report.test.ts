import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compositionOf } from '../../src/analyse/composition.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { type RebuildSum, rebuildReport } from '../../src/analyse/rebuild-report.ts';
import { totalWeight } from '../../src/analyse/total-weight.ts';
import { millis } from '../../src/model/time.ts';
import { NO_TOKENS } from '../../src/model/tokens.ts';
import type { UsageGroup } from '../../src/model/usage-group.ts';
import type { RebuildGap, RebuildGroup, RebuildRow } from '../../src/query/rebuilds.ts';
import { shipped } from '../price/shipped-prices.ts';

const price = pricerFor(shipped);
const AT = millis(Date.parse('2026-05-01T10:00:00Z'));
const MODELS = ['claude-opus-4-8', 'claude-haiku-4-5', 'nobody-knows-this'];

const rows = fc.array(
  fc.record({
    model: fc.constantFrom(...MODELS),
    input: fc.constantFrom(0, 0, 700, 40_000),
    cacheWrite5m: fc.constantFrom(0, 1000, 25_000),
    cacheWrite1h: fc.nat({ max: 30_000 }),
  }),
  { maxLength: 40 },
);

it('the costliest rebuilds are those that weighing all of them finds, though few are looked at', () => {
  let spared = 0;
  fc.assert(
    fc.property(rows, (drawn) => {
      const all = drawn.map(({ model, ...rebuilt }, i) => row(`s${String(i).padStart(2, '0')}`, model, rebuilt));
      all.sort((a, b) => total(b) - total(a));
      let seen = 0;
      const largest = (function* () {
        for (const each of all) {
          seen++;
          yield each;
        }
      })();
      const groups = MODELS.map((model) => groupOf(model, all));
      const base = { tokens: 1, weight: 1n };
      const { worst } = rebuildReport(
        { groups: [], unknown: [], largest },
        compositionOf(groups, price),
        groups,
        base,
        price,
      );
      const expected = [...all].sort(
        (a, b) => weight(b) - weight(a) || written(b) - written(a) || (a.sessionId < b.sessionId ? -1 : 1),
      );
      expect(worst.map(({ sessionId }) => sessionId)).toEqual(expected.slice(0, 5).map(({ sessionId }) => sessionId));
      spared += all.length - seen;
    }),
    { numRuns: 500, seed: 4 },
  );
  expect(spared).toBeGreaterThan(0);
});

describe('rebuilds by what somebody did', () => {
  const group = (cause: string, gap: RebuildGap, cacheWrite1h: number, model = 'claude-opus-4-8'): RebuildGroup => ({
    ...{
      cause,
      gap,
      wrote: 'hour',
      inferred: true,
      events: 2,
      at: AT,
      model,
      fast: false,
      geo: '',
      tier: '',
      promptTokens: 0,
    },
    rebuilt: { input: 5, cacheWrite5m: 0, cacheWrite1h },
  });
  const report = (...groups: RebuildGroup[]) => {
    const usage: UsageGroup[] = groups.map((each) => ({
      ...groupOf(each.model, []),
      tokens: { ...NO_TOKENS, cacheWrite1h: each.rebuilt.cacheWrite1h },
      rebuilt: each.rebuilt,
    }));
    const base = { tokens: totalOf(usage), weight: totalWeight(usage, price) };
    return rebuildReport({ groups, unknown: [], largest: [] }, compositionOf(usage, price), usage, base, price);
  };
  const totalOf = (usage: readonly UsageGroup[]) => usage.reduce((sum, each) => sum + each.tokens.cacheWrite1h, 0);

  it('somebody came back where a pause is the cause, or where the cache had the prompt no longer after its lifetime', () => {
    const { byDeed } = report(
      group('pause_over_1h', 'over_1h', 400),
      group('previous_message_not_found', 'over_1h', 350),
      group('previous_message_not_found', 'under_1h', 300),
      { ...group('pause_over_5m', 'over_1h', 200), wrote: 'minutes' },
      { ...group('previous_message_not_found', 'under_1h', 90), wrote: 'minutes' },
      group('unknown', 'over_1h', 80),
      group('model_changed', 'over_1h', 60),
      { ...group('model_changed', 'over_1h', 0), wrote: 'nothing' },
    );
    expect(byDeed.map(({ deed, events, tokens }) => [deed, events, tokens])).toEqual([
      ['came_back_after_1h', 4, 750],
      ['previous_message_not_found', 2, 300],
      ['came_back_after_5m', 4, 290],
      ['unknown_after_1h', 2, 80],
      ['model_changed', 2, 60],
    ]);
  });

  it('the shares of causes and of deeds sum to that of all rebuilds, the dearest first', () => {
    const { byDeed, byCause, shareListPrice, shareTokens } = report(
      group('pause_over_1h', 'over_1h', 5000, 'claude-haiku-4-5'),
      group('model_changed', 'under_5m', 4000),
      group('unknown', 'unknown', 1000, 'nobody-knows-this'),
    );
    const sum = (rows: readonly RebuildSum[], field: 'shareListPrice' | 'shareTokens') =>
      rows.reduce((all, row) => all + (row[field] ?? 0), 0);
    for (const rows of [byDeed, byCause]) {
      expect(sum(rows, 'shareListPrice')).toBeCloseTo(shareListPrice ?? 0, 12);
      expect(sum(rows, 'shareTokens')).toBeCloseTo(shareTokens ?? 0, 12);
    }
    expect(byDeed[0]?.deed).toBe('model_changed');
  });
});

function row(sessionId: string, model: string, rebuilt: RebuildRow['rebuilt']): RebuildRow {
  const what = { model, fast: false, geo: '', tier: '', promptTokens: 0 };
  return { sessionId, agentId: '', at: AT, cause: 'idle', inferred: true, gapMs: null, ...what, rebuilt };
}

function groupOf(model: string, all: readonly RebuildRow[]): UsageGroup {
  const responses = all.filter((each) => each.model === model).length;
  const what = {
    purposes: {},
    sessionId: '',
    agentId: '',
    at: AT,
    model,
    fast: false,
    geo: '',
    tier: '',
    promptTokens: 0,
  };
  return { ...what, tokens: NO_TOKENS, rebuilt: NO_TOKENS, webSearches: 0, responses, unfinished: 0 };
}

function written({ rebuilt }: RebuildRow): number {
  return rebuilt.cacheWrite5m + rebuilt.cacheWrite1h;
}

function total(each: RebuildRow): number {
  return written(each) + each.rebuilt.input;
}

function weight(each: RebuildRow): number {
  const priced = price(each);
  if (priced.kind === 'unpriced') return 0;
  const { rates } = priced;
  const { input, cacheWrite5m, cacheWrite1h } = each.rebuilt;
  return (
    Number(rates.input) * input + Number(rates.cacheWrite5m) * cacheWrite5m + Number(rates.cacheWrite1h) * cacheWrite1h
  );
}
