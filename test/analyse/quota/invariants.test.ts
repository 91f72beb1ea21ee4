import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quotaReport } from '../../../src/analyse/quota/quota-report.ts';
import { type QuotaResponse, responsesOfRises } from '../../../src/analyse/quota/quota-response.ts';
import { quotaWindows, risesOf } from '../../../src/analyse/quota/quota-windows.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { MINUTE_MS, millis } from '../../../src/model/time.ts';
import { NOW, response } from './made-account.ts';

const moment = fc.integer({ min: -240, max: 30 }).map((minutes) => millis(NOW + minutes * MINUTE_MS));

/** Anything that a status line may say at any time: two accounts, resets past and to come, clocks that are wrong. */
const anySamples = fc
  .uniqueArray(
    fc.record<QuotaSample>({
      quota: fc.constant('five_hour'),
      at: moment,
      usedPercentage: fc.oneof(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0, max: 100, noNaN: true })),
      resetsAt: fc.option(
        fc.constantFrom(-1, 1, 3).map((hours) => millis(NOW + hours * 60 * MINUTE_MS)),
        { nil: null },
      ),
      sessionId: fc.constantFrom('s1', 's2', 's3', null),
    }),
    { selector: ({ at }) => at, maxLength: 60 },
  )
  .map((samples) => samples.sort((a, b) => a.at - b.at));

const anyResponses = fc
  .array(
    fc.record({
      at: moment,
      sessionId: fc.constantFrom('s1', 's2'),
      agentId: fc.constantFrom('', 'a1'),
      model: fc.constantFrom('claude-opus-4-6', 'claude-sonnet-4-6'),
      tokens: fc.constantFrom(0, 10, 5000),
      costUsd: fc.constantFrom(null, 0, 0.5, 3),
      rebuild: fc.boolean(),
    }),
    { maxLength: 80 },
  )
  .map((all) => all.map(responseOf).sort((a, b) => a.at - b.at));

type Made = Pick<QuotaResponse, 'at' | 'sessionId' | 'agentId' | 'model' | 'tokens' | 'costUsd'>;

function responseOf({ rebuild, ...each }: Made & { readonly rebuild: boolean }): QuotaResponse {
  const isRebuild = rebuild && each.tokens > 0;
  const rebuilt = isRebuild ? { rebuiltTokens: each.tokens / 2, rebuiltUsd: (each.costUsd ?? 0) / 4 } : {};
  return response('00:00', { ...each, ...rebuilt });
}

describe('whatever samples and responses there are', () => {
  test('the parts of a rise sum to it by either weight, elsewhere among them', () => {
    fc.assert(
      fc.property(anySamples, anyResponses, (samples, responses) => {
        const { windows } = quotaReport('five_hour', samples, responses, millis(0), NOW);
        for (const moved of windows
          .flatMap((window) => [window.moved, window.fastest])
          .filter((each) => each !== null)) {
          expect(moved.points).toBeCloseTo(moved.to.usedPercentage - moved.from.usedPercentage, 6);
          for (const parts of [moved.movers, moved.byModel, moved.byProject])
            for (const weight of ['cost', 'tokens'] as const) {
              const sum = parts.reduce((all, { points }) => all + points[weight], 0);
              expect(Math.abs(sum - moved.points)).toBeLessThan(1e-6);
              expect(parts.every(({ points }) => points[weight] > -1e-9)).toBe(true);
            }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('no response is in two rises, and none out of the time of its own', () => {
    fc.assert(
      fc.property(anySamples, anyResponses, (samples, responses) => {
        const rises = responsesOfRises(risesOf(quotaWindows(samples, NOW).windows), responses);
        const all = rises.flatMap((rise) => rise.responses);
        expect(new Set(all).size).toBe(all.length);
        for (const { from, to, responses: own } of rises)
          expect(own).toEqual(responses.filter((each) => each.at > from.at && each.at <= to.at));
      }),
      { numRuns: 300 },
    );
  });

  test('within a window percentages only rise, and resets differ by minutes at most', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        const found = quotaWindows(samples, NOW);
        for (const { samples: own, resetsAt } of found.windows)
          for (const [i, { usedPercentage, at, resetsAt: reset }] of own.entries()) {
            expect(usedPercentage).toBeGreaterThanOrEqual(own[i - 1]?.usedPercentage ?? 0);
            expect(at).toBeGreaterThan(own[i - 1]?.at ?? 0);
            if (reset !== null) expect(Math.abs(reset - (resetsAt ?? 0))).toBeLessThanOrEqual(5 * MINUTE_MS);
          }
        const kept = found.windows.reduce((sum, window) => sum + window.samples.length, 0);
        expect(kept + found.older + found.outOfTime).toBe(samples.length);
      }),
      { numRuns: 300 },
    );
  });
});
