import { expect, it } from 'vitest';
import { daySums, heaviestDay } from '../../src/analyse/day-sums.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { calendarOf } from '../../src/model/calendar.ts';
import { HOUR_MS, type Millis, parseIso } from '../../src/model/time.ts';
import { NO_TOKENS } from '../../src/model/tokens.ts';
import { NO_PURPOSES, type UsageGroup } from '../../src/model/usage-group.ts';
import { shipped } from '../price/shipped-prices.ts';

const group = (at: string, output: number): UsageGroup => ({
  ...{ sessionId: 's', agentId: '', purposes: NO_PURPOSES, at: parseIso(at) as Millis, model: 'claude-opus-4-6' },
  ...{ fast: false, geo: '', tier: '', promptTokens: 0, webSearches: 0 },
  ...{ tokens: { ...NO_TOKENS, output }, rebuilt: { input: 0, cacheWrite5m: 0, cacheWrite1h: 0 } },
  ...{ responses: 1, unfinished: 0 },
});

it('every day of the zone from the first response to the last has its sum, days without one too', () => {
  const tokyo = calendarOf('Tokyo', (at) => at + 9 * HOUR_MS);
  const groups = [
    group('2026-03-01T16:00:00Z', 10),
    group('2026-03-01T10:00:00Z', 20),
    group('2026-03-03T16:00:00Z', 5),
  ];
  const days = daySums(groups, pricerFor(shipped), tokyo);
  expect(days.map(({ day, usage }) => [day, usage.tokens.output])).toEqual([
    ['2026-03-01', 20],
    ['2026-03-02', 10],
    ['2026-03-03', 0],
    ['2026-03-04', 5],
  ]);
  expect(heaviestDay(days)?.day).toBe('2026-03-01');
  expect(days.reduce((sum, { share }) => sum + (share.listPrice ?? 0), 0)).toBeCloseTo(1, 12);
  expect(heaviestDay(daySums([], pricerFor(shipped), tokyo))).toBeNull();
});
