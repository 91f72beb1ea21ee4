import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestCompaction } from '../../src/analyse/best-compaction.ts';
import { CallPricer } from '../../src/analyse/call-pricer.ts';
import { type CompactionBasis, compactionFigures } from '../../src/analyse/compaction.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { totalOfCompactions } from '../../src/analyse/real-compactions.ts';
import { threadSteps } from '../../src/analyse/thread-steps.ts';
import { DAY_MS, millis } from '../../src/model/time.ts';
import { NO_TOKENS } from '../../src/model/tokens.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import type { CompactionRow } from '../../src/query/compactions.ts';
import type { GrowingSession } from '../../src/query/growing-sessions.ts';
import { shipped } from '../price/shipped-prices.ts';
import {
  ALL,
  chat,
  compaction,
  group,
  growth,
  minute,
  type Prompt,
  START,
  session,
  thread,
} from './compaction-rows.ts';

const price = pricerFor(shipped);
const thresholds = promptThresholds(shipped);
const BASIS: CompactionBasis = {
  ...{ price, thresholds, filter: ALL, now: START, cleanupDays: 30, spanOf: () => 'span' },
  base: { tokens: 10_000_000, weight: 10_000_000_000_000n },
};

function figures(rows: readonly CompactionRow[], sessions: readonly GrowingSession[], basis = BASIS) {
  return compactionFigures(rows, { passed: sessions.length, sessions }, basis);
}

describe('candidates', () => {
  // Of 31 prompts of 10,000 (i + 1) tokens, with 15,000 tokens left beside a base load of 10,000, compacting after i
  // spares the 30 - i later ones 10,000 (i + 1) - 25,000 tokens each. It costs, in tokens at the re-read rate, the
  // prompt once, 50 x 15,000 and 12.5 x 25,000. In thousands that nets -10 i^2 + 305 i - 1522.5: most at i = 15.
  test('the best point of constant growth is where paper says', () => {
    const [found, ...others] = figures([], [session(thread(growth(31)))]).candidates;
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      kind: 'estimate',
      point: { spanId: 'span', at: minute(15), promptTokens: 160_000 },
      responses: 15,
      sparedTokens: 15 * 135_000,
      spentTokens: 160_000 + 15_000 + 25_000,
      netTokens: 1_825_000,
      // 2,025,000 and 1,222,500 tokens at $0.50 a million.
      ...{ sparedPrice: 1_012_500_000_000n, spentPrice: 611_250_000_000n, netPrice: 401_250_000_000n },
      ...{ shareTokens: 0.1825, shareListPrice: 0.040125 },
    });
  });

  test('the base load is the first prompt of the session, whatever the window', () => {
    const filter = { ...ALL, since: minute(10) };
    const [found] = figures([], [session(thread(growth(31)))], { ...BASIS, filter }).candidates;
    expect(found?.spentTokens).toBe(160_000 + 15_000 + 25_000);
  });

  test('only responses of the window are a point', () => {
    const filter = { ...ALL, since: minute(20) };
    const [found] = figures([], [session(thread(growth(31)))], { ...BASIS, filter }).candidates;
    expect(found).toMatchObject({ point: { at: minute(20) }, responses: 10, netPrice: 288_750_000_000n });
  });

  test('only responses of the window are spared', () => {
    const filter = { ...ALL, until: minute(25) };
    // 24 - i in place of 30 - i: -10 i^2 + 245 i - 1432.5, most at i = 12: 67.5 thousand.
    const [found] = figures([], [session(thread(growth(31)))], { ...BASIS, filter }).candidates;
    expect(found).toMatchObject({ point: { at: minute(12) }, responses: 12, netPrice: 33_750_000_000n });
  });

  test('where compacting would cost more than it spares there is none', () => {
    // 17 - i: -10 i^2 + 175 i - 1327.5 is below zero everywhere.
    expect(figures([], [session(thread(growth(18)))]).candidates).toEqual([]);
  });

  test('a real compaction ends what can be spared', () => {
    const shrunk = growth(31).map((each, i) => (i < 20 ? each : { context: 25_000, read: 25_000 }));
    const ended = session(thread(shrunk), { compactedAt: [minute(19)] });
    expect(figures([], [ended]).candidates).toEqual([]);
    // Although no prompt shrinks: what lies before it spares nothing beyond it, so the best point is the first after it.
    const [later] = figures([], [session(thread(growth(31)), { compactedAt: [minute(15)] })]).candidates;
    expect(later).toMatchObject({ point: { at: minute(16) }, responses: 14, sparedTokens: 14 * 145_000 });
  });

  test('what is no longer in the prompt cannot be spared', () => {
    const rewound = growth(31).map((each, i) => (i === 16 ? { context: 20_000, read: 20_000 } : each));
    const [found] = figures([], [session(thread(rewound))]).candidates;
    expect(found?.point.at).not.toEqual(minute(15));
  });

  test('what a response wrote anew it did not re-read', () => {
    const cold = growth(31).map((each, i) => (i > 15 ? { ...each, read: 25_000 } : each));
    expect(figures([], [session(thread(cold))]).candidates).toEqual([]);
  });

  test("another session's responses are neither spared nor a point", () => {
    const copied = growth(31).map((each, i) => (i < 25 ? { ...each, rate: -1 } : each));
    expect(figures([], [session(thread(copied))]).candidates).toEqual([]);
  });

  test('without a price tokens decide, and list price is not known', () => {
    // (30 - i)(10 i - 15) - 10 i - 10 - 40 = -10 i^2 + 305 i - 500: the same point.
    const [found] = figures([], [session(thread(growth(31), 'glm-9'))]).candidates;
    expect(found).toMatchObject({ netTokens: 1_825_000, shareTokens: 0.1825, netPrice: null, shareListPrice: null });
    expect([found?.sparedPrice, found?.spentPrice]).toEqual([null, null]);
  });

  test("the user's own median takes the place of the public one", () => {
    const rows = [50_000, 30_000, 110_000].map((after) => compaction({ after: chat(after) }));
    const aside = compaction({ agentId: 'a1', after: chat(900_000) });
    expect(figures([...rows, aside], []).leftAfter).toEqual({ tokens: 40_000, source: 'own', compactions: 3 });
    expect(figures([rows[0] as CompactionRow, rows[1] as CompactionRow], []).leftAfter.tokens).toBe(30_000);
    expect(figures([aside], []).leftAfter).toEqual({ tokens: 15_000, source: 'public', compactions: 0 });
    expect(figures([compaction({ statedAfter: 21_000 })], []).leftAfter.tokens).toBe(21_000);
    const [found] = figures(rows, [session(thread(growth(41)))]).candidates;
    expect(found?.spentTokens).toBe((found?.point.promptTokens ?? 0) + 40_000 + 50_000);
  });

  test.each([
    [30, 30, true],
    [31, 30, false],
    [31, 365, true],
    [8, 7, false],
  ])(
    'a session that ended %i days ago, where transcripts are kept for %i: resumable %s',
    (days, cleanupDays, resumable) => {
      const now = millis(START + days * DAY_MS);
      const [found] = figures([], [session(thread(growth(31)), { endedAt: START })], {
        ...BASIS,
        now,
        cleanupDays,
      }).candidates;
      expect(found?.resumable).toBe(resumable);
    },
  );

  test('the one with the most weight comes first', () => {
    const sessions = [31, 41, 35].map((count) => session(thread(growth(count)), { sessionId: `s${count}` }));
    expect(figures([], sessions).candidates.map(({ sessionId }) => sessionId)).toEqual(['s41', 's35', 's31']);
  });
});

describe('the best point', () => {
  const prompts = fc.array(
    fc.record({ context: fc.integer({ min: 50_000, max: 900_000 }), cached: fc.integer({ min: 0, max: 100 }) }),
    { minLength: 1, maxLength: 80 },
  );
  const calls = new CallPricer(price, thresholds);

  test('is what trying all of them finds, brings more than it takes, and spares no more than was re-read', () => {
    let found = 0;
    fc.assert(
      fc.property(prompts, fc.integer({ min: 1, max: 20_000 }), fc.nat({ max: 60 }), (drawn, left, cut) => {
        const read = drawn.map(({ context, cached }) => ({ context, read: Math.floor((context * cached) / 100) }));
        const steps = threadSteps(thread(read), calls, ALL, left + 5_000);
        const best = bestCompaction(steps, [minute(cut)], { left, kept: left + 5_000 });
        const [net, from] = bestByTrying(read, left, left + 5_000, cut);
        if (best === null) return void expect(net).toBeLessThanOrEqual(0);
        found++;
        expect((best.sparedWeight ?? 0n) - (best.spentWeight ?? 0n)).toBe(BigInt(net));
        expect(best.at).toBe(minute(from));
        expect(net).toBeGreaterThan(0);
        expect(best.sparedTokens).toBeGreaterThan(best.spentTokens);
        expect(best.sparedTokens).toBeLessThanOrEqual(read.slice(from + 1).reduce((sum, each) => sum + each.read, 0));
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(found).toBeGreaterThan(100);
  });
});

/** Pico-dollars of the best point and its place, by the rule said once more, response by response. */
function bestByTrying(prompts: readonly Prompt[], left: number, kept: number, cut: number): [number, number] {
  let best: [number, number] = [0, -1];
  prompts.forEach(({ context }, from) => {
    let net = -(context * 500_000 + left * 25_000_000 + kept * 6_250_000);
    let room = context;
    const end = from <= cut ? Math.min(cut + 1, prompts.length) : prompts.length;
    for (const later of prompts.slice(from + 1, end)) {
      room = Math.min(room, later.context);
      net += Math.max(0, Math.min(room, later.read) - kept) * 500_000;
    }
    if (net > best[0]) best = [net, from];
  });
  return best;
}

describe('compactions that happened', () => {
  test('what nothing records is estimated, and its share is of the window and itself', () => {
    const row = compaction({ statedBefore: 167_000, before: chat(166_000), after: chat(40_000) });
    const [real] = figures([row], []).real;
    // 167,000 re-read and 30,000 written: $0.0835 + $0.75.
    expect(real).toMatchObject({
      ...{ tokensBefore: 167_000, tokensAfter: 40_000, measuredBefore: 166_000, measuredAfter: 40_000 },
      cost: { kind: 'estimate', tokens: 197_000, price: 833_500_000_000n },
    });
    expect(real?.cost?.shareTokens).toBe(197_000 / 10_197_000);
    expect(real?.cost?.shareListPrice).toBeCloseTo(0.8335 / 10.8335, 8);
  });

  test('what is recorded is a part of the window', () => {
    const tokens = { ...NO_TOKENS, input: 100_000, output: 10_000 };
    const row = compaction({ before: chat(100_000), after: chat(40_000), spent: [group('claude-opus-4-8', tokens)] });
    const [real] = figures([row], []).real;
    expect(real?.cost).toMatchObject({ kind: 'recorded', tokens: 110_000, shareTokens: 0.011, shareListPrice: 0.075 });
    expect(real?.cost?.price).toBe(750_000_000_000n);
  });

  test('what is not known is null', () => {
    const [bare, unpriced] = figures(
      [compaction(), compaction({ before: chat(100_000, 'glm-9'), after: chat(40_000) })],
      [],
    ).real;
    expect(bare).toMatchObject({ tokensBefore: null, tokensAfter: null, cost: null });
    expect(unpriced?.cost).toMatchObject({ tokens: 130_000, price: null, shareListPrice: null });
  });

  test('they sum up with the latest', () => {
    const rows = [3, 9, 6].map((at) => compaction({ at: minute(at), before: chat(100_000), after: chat(40_000) }));
    const total = totalOfCompactions(figures([...rows, compaction({ at: null })], []).real);
    expect(total).toMatchObject({ count: 4, estimated: 3, unknown: 1, tokens: 390_000, last: { at: minute(9) } });
    expect(totalOfCompactions([])).toMatchObject({ count: 0, price: null, shareTokens: null, last: null });
  });
});
