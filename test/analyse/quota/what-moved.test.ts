import { describe, expect, test } from 'vitest';
import type { PerPercent } from '../../../src/analyse/quota/elsewhere.ts';
import { quotaReport } from '../../../src/analyse/quota/quota-report.ts';
import { type QuotaResponse, responsesOfRises } from '../../../src/analyse/quota/quota-response.ts';
import { quotaWindows, risesOf } from '../../../src/analyse/quota/quota-windows.ts';
import { type Moved, whatMoved } from '../../../src/analyse/quota/what-moved.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { millis } from '../../../src/model/time.ts';
import { at, NOW, response, sample } from './made-account.ts';

const NOT_KNOWN: PerPercent = { cost: null, tokens: null };

function moved(samples: QuotaSample[], responses: QuotaResponse[], perPercent = NOT_KNOWN): Moved | null {
  return whatMoved(responsesOfRises(risesOf(quotaWindows(samples, NOW).windows), responses), perPercent);
}

/** Percentage points by cost and by tokens of each mover. */
function points(found: Moved | null): Record<string, [number, number]> {
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  return Object.fromEntries(
    (found?.movers ?? []).map(({ kind, sessionId, points: { cost, tokens } }) => [
      `${kind} ${sessionId}`.trim(),
      [rounded(cost), rounded(tokens)],
    ]),
  );
}

describe('what moved the percentage', () => {
  test('is a session, its agents, a rebuild after a pause, and elsewhere', () => {
    const samples = [sample('10:10', 31), sample('10:30', 41), sample('11:00', 43), sample('11:40', 52)];
    const rebuild = { rebuiltTokens: 4000, rebuiltUsd: 2, rebuildGapMs: 63 * 60_000 };
    const responses = [
      response('10:20', { costUsd: 6, tokens: 5000 }),
      response('10:30', { costUsd: 4, tokens: 5000, agentId: 'a1' }),
      response('11:30', { costUsd: 3, tokens: 6000, ...rebuild }),
    ];
    const found = moved(samples, responses);
    expect(points(found)).toEqual({
      'session s1': [9, 8],
      'agents s1': [4, 5],
      'rebuild s1': [6, 6],
      elsewhere: [2, 2],
    });
    expect(found?.movers.find(({ kind }) => kind === 'rebuild')).toMatchObject({ gapMs: 63 * 60_000, events: 1 });
    expect([found?.from, found?.to, found?.points]).toEqual([samples[0], samples[3], 21]);
  });

  test('is elsewhere where nothing was done here, and never spread over what was done before or after', () => {
    const samples = [sample('09:00', 10), sample('09:10', 12), sample('11:00', 30), sample('11:10', 31)];
    const responses = [response('09:05'), response('11:05', { sessionId: 's2' })];
    expect(points(moved(samples, responses))).toEqual({
      'session s1': [2, 2],
      'session s2': [1, 1],
      elsewhere: [18, 18],
    });
  });

  test('is elsewhere also where responses came, but before the lower percentage was reported once more', () => {
    const samples = [sample('09:00', 10), sample('09:30', 10), sample('09:40', 19)];
    expect(points(moved(samples, [response('09:10')]))).toEqual({ elsewhere: [9, 9] });
    // A whole number may hide nearly one point of them.
    expect(points(moved([sample('09:00', 10), sample('09:30', 10), sample('09:40', 11)], [response('09:10')]))).toEqual(
      {
        'session s1': [1, 1],
      },
    );
  });

  test('is the response that ended within seconds before it, since a status line may be late', () => {
    const late = (seconds: number) => ({ ...sample('09:10', 14), at: millis(at('09:10') + seconds * 1000) });
    const samples = (seconds: number) => [sample('09:00', 10), sample('09:10', 12), late(seconds)];
    expect(points(moved(samples(10), [response('09:10')]))).toEqual({ 'session s1': [4, 4] });
    expect(points(moved(samples(11), [response('09:10')]))).toEqual({ 'session s1': [2, 2], elsewhere: [2, 2] });
  });

  test('where one percent is known, the part that responses explain is theirs and the rest elsewhere', () => {
    const samples = [sample('09:00', 10), sample('11:00', 30)];
    const small = [response('10:59')];
    expect(points(moved(samples, small, { cost: 0.5, tokens: null }))).toEqual({
      'session s1': [2, 2],
      elsewhere: [18, 18],
    });
    // Within twice of what they explain it is theirs.
    expect(points(moved(samples, small, { cost: 0.1, tokens: null }))).toEqual({ 'session s1': [20, 20] });
    expect(points(moved(samples, small))).toEqual({ 'session s1': [20, 20] });
  });

  test('a rise that the response before it explains is not elsewhere: it may be reported late', () => {
    const samples = [sample('09:00', 10), sample('09:10', 11), sample('09:20', 20)];
    const responses = [response('09:10', { costUsd: 4 }), response('09:20', { costUsd: 0.1 })];
    expect(points(moved(samples, responses, { cost: 0.5, tokens: null }))).toEqual({ 'session s1': [10, 10] });
    const after = [response('09:10', { costUsd: 0.1 }), response('09:20', { costUsd: 0.1 })];
    expect(points(moved(samples, after, { cost: 0.5, tokens: null })).elsewhere).toEqual([8.8, 8.8]);
  });

  test('by cost is of no response without a price', () => {
    const samples = [sample('09:00', 10), sample('09:10', 12), sample('09:20', 13)];
    const unpriced = response('09:06', { sessionId: 's2', costUsd: null });
    expect(points(moved(samples, [response('09:05'), unpriced, { ...unpriced, at: sample('09:15', 0).at }]))).toEqual({
      'session s1': [2, 1],
      'session s2': [0, 2],
      unpriced: [1, 0],
    });
  });

  test('is told by model and by project as well', () => {
    const samples = [sample('09:00', 10), sample('09:10', 14), sample('09:30', 20)];
    const other = response('09:06', { model: 'claude-haiku-4-5', project: '/w/lib', costUsd: 3 });
    const found = moved(samples, [response('09:05'), other]);
    expect(found?.byModel).toEqual([
      { name: 'claude-haiku-4-5', points: { cost: 3, tokens: 2 } },
      { name: 'claude-opus-4-6', points: { cost: 1, tokens: 2 } },
      { name: null, points: { cost: 6, tokens: 6 } },
    ]);
    expect(found?.byProject.map(({ name }) => name)).toEqual(['/w/lib', '/w/app', null]);
  });

  test('is not known where another window was reported in between, and is a part of the rise all the same', () => {
    const other = sample('09:15', 70, '12:30');
    const samples = [sample('09:00', 10), sample('09:10', 20), other, sample('09:20', 40), sample('09:30', 50)];
    const { windows } = quotaReport('five_hour', samples, [response('09:05'), response('09:25')], null, NOW);
    const found = windows.find(({ resetsAt }) => resetsAt === at('14:00'))?.moved ?? null;
    expect([found?.from.usedPercentage, found?.to.usedPercentage, found?.points]).toEqual([10, 50, 40]);
    expect(points(found)).toEqual({ 'session s1': [20, 20], unknown: [20, 20] });
    expect(found?.byModel.map(({ points: { cost } }) => cost)).toEqual([20, 20]);
  });

  test('is nothing without a rise', () => expect(moved([sample('09:00', 10), sample('09:10', 10)], [])).toBeNull());
});
