import { describe, expect, test } from 'vitest';
import { calendarOf, UTC_CALENDAR } from '../../src/model/calendar.ts';
import type { QuotaSample } from '../../src/model/quota-sample.ts';
import { HOUR_MS, type Millis, parseIso } from '../../src/model/time.ts';
import { quotaJson, quotaLine } from '../../src/render/quota-line.ts';

const iso = (text: string) => parseIso(text) as Millis;

/** A Thursday. */
const NOW = iso('2026-03-05T15:00:00Z');

const told = '2026-03-05T14:48:00Z';

function fiveHour(usedPercentage: number, resets: string | null = '2026-03-05T18:00:00Z', at = told): QuotaSample {
  return { quota: 'five_hour', at: iso(at), usedPercentage, resetsAt: resets === null ? null : iso(resets) };
}

function sevenDay(usedPercentage: number, resets: string | null = '2026-03-09T09:00:00Z', at = told): QuotaSample {
  return { ...fiveHour(usedPercentage, resets, at), quota: 'seven_day' };
}

const line = (...samples: QuotaSample[]) => quotaLine(samples, NOW, UTC_CALENDAR);

describe('the quota line', () => {
  test('no sample, no line', () => expect(line()).toBeNull());

  test.each<[string, QuotaSample[], string]>([
    [
      'tells both quotas and when they were told',
      [fiveHour(42), sevenDay(31)],
      'quota: 5-hour 42 % used (resets 18:00), 7-day 31 % (resets Mon), reported by Claude Code 12 min ago',
    ],
    ['tells one alone', [sevenDay(31)], 'quota: 7-day 31 % used (resets Mon), reported by Claude Code 12 min ago'],
    [
      'names no reset that was not told',
      [fiveHour(42, null)],
      'quota: 5-hour 42 % used, reported by Claude Code 12 min ago',
    ],
    [
      'what was told before a reset is not used now, and its age does not count',
      [fiveHour(90, '2026-03-05T14:59:59Z', '2026-03-05T11:00:00Z'), sevenDay(31)],
      'quota: 5-hour reset since (was 90 % at 11:00), 7-day 31 % used (resets Mon), reported by Claude Code 12 min ago',
    ],
    [
      'no 5-hour quota outlives five hours, whether its reset was told or not',
      [fiveHour(90, null, '2026-03-05T10:00:00Z')],
      'quota: 5-hour reset since (was 90 % at 10:00), reported by Claude Code 5 h ago',
    ],
    [
      'the older of two samples says how old the line is',
      [fiveHour(42), sevenDay(31, undefined, '2026-03-04T14:00:00Z')],
      'quota: 5-hour 42 % used (resets 18:00), 7-day 31 % (resets Mon), reported by Claude Code 1 day ago',
    ],
    [
      'a sample of a clock that is ahead was told just now',
      [fiveHour(0, undefined, '2026-03-05T15:00:30Z')],
      'quota: 5-hour 0 % used (resets 18:00), reported by Claude Code just now',
    ],
  ])('%s', (_, samples, text) => expect(line(...samples)).toBe(text));

  test.each<[string, string]>([
    ['2026-03-05T23:59:00Z', 'resets 23:59'],
    ['2026-03-06T02:59:00Z', 'resets 02:59'],
    ['2026-03-06T03:00:00Z', 'resets Fri 03:00'],
    ['2026-03-06T14:59:00Z', 'resets Fri 14:59'],
    ['2026-03-06T15:00:00Z', 'resets Fri'],
    ['2026-03-11T14:59:00Z', 'resets Wed'],
    ['2026-03-11T15:00:00Z', 'resets 03-11'],
  ])('a reset at %s is told as: %s', (at, text) => expect(line(sevenDay(31, at))).toContain(`(${text})`));

  test.each<[number, string]>([
    [0, '0 %'],
    [0.2, '<1 %'],
    [41.5, '42 %'],
    [99.4, '99 %'],
    [99.5, '>99 %'],
    [100, '100 %'],
  ])('%d is told as %s: nearly none is not none, nearly all is not all', (used, text) =>
    expect(line(fiveHour(used))).toContain(` ${text} used`),
  );

  test('times are of the calendar', () => {
    const tokyo = calendarOf('local', (at) => at + 9 * HOUR_MS);
    expect(quotaLine([fiveHour(42), sevenDay(31, '2026-03-08T20:00:00Z')], NOW, tokyo)).toContain(
      '5-hour 42 % used (resets 03:00), 7-day 31 % (resets Mon)',
    );
  });

  test('as a document', () => {
    expect(quotaJson([fiveHour(41.5), sevenDay(31, null)])).toEqual([
      {
        quota: 'five_hour',
        used_percentage: 41.5,
        resets_at: '2026-03-05T18:00:00.000Z',
        at: '2026-03-05T14:48:00.000Z',
      },
      { quota: 'seven_day', used_percentage: 31, resets_at: null, at: '2026-03-05T14:48:00.000Z' },
    ]);
  });
});
