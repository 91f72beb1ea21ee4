import { describe, expect, test } from 'vitest';
import { paceOf } from '../../../src/analyse/quota/pace.ts';
import { currentWindow } from '../../../src/analyse/quota/quota-windows.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { isoOf } from '../../../src/model/time.ts';
import { at, NOW, sample } from './made-account.ts';

function pace(samples: readonly QuotaSample[]): string | null {
  const window = currentWindow(samples, NOW);
  const found = window === null ? null : paceOf(window, NOW);
  return found === null ? null : found.fullAt === null ? 'not before the reset' : isoOf(found.fullAt).slice(11, 16);
}

/** Now is 12:00, the reset at 14:00. */
describe('the pace', () => {
  test.each<[string, QuotaSample[], string | null]>([
    ['30 points in 50 minutes, 50 to go', [sample('11:10', 20), sample('11:30', 30), sample('12:00', 50)], '13:23'],
    [
      'is of the last hour only',
      [sample('10:00', 0), sample('11:05', 40), sample('11:55', 50)],
      'not before the reset',
    ],
    ['just before the reset', [sample('11:20', 60), sample('12:00', 74)], '13:14'],
    ['just not before it', [sample('11:20', 60), sample('12:00', 70)], 'not before the reset'],
    ['nothing rose', [sample('11:20', 60), sample('12:00', 60)], 'not before the reset'],
    [
      'one point says little: not before the reset even if it were two',
      [sample('11:20', 10), sample('12:00', 11)],
      'not before the reset',
    ],
    ['one point that may be too much says nothing', [sample('11:20', 95), sample('12:00', 96)], null],
    ['less than 20 minutes', [sample('11:41', 20), sample('12:00', 50)], null],
    ['nothing reported in the last 20 minutes', [sample('11:00', 20), sample('11:39', 50)], null],
    ['100 % would be reached by now', [sample('11:20', 50), sample('11:41', 95)], null],
    ['a window that is over', [sample('11:10', 20, '12:00'), sample('11:50', 50, '12:00')], null],
    ['all is used', [sample('11:10', 20), sample('11:50', 100)], null],
    ['another window is no part of it', [sample('11:10', 20, '11:30'), sample('11:50', 10)], null],
    ['no samples', [], null],
  ])('%s', (_, samples, text) => expect(pace(samples)).toBe(text));

  test('of a week is that of half a day to a day and a half', () => {
    const week = (hoursAgo: number, usedPercentage: number): QuotaSample => ({
      quota: 'seven_day',
      at: (NOW - hoursAgo * 3_600_000) as QuotaSample['at'],
      usedPercentage,
      resetsAt: (NOW + 72 * 3_600_000) as QuotaSample['at'],
    });
    expect(
      paceOf({ resetsAt: week(0, 0).resetsAt, samples: [week(60, 0), week(30, 40), week(1, 69)] }, NOW),
    ).toMatchObject({
      points: 29,
      fullAt: at('12:00') + 30 * 3_600_000,
    });
    expect(pace([week(10, 40), week(1, 70)])).toBeNull();
  });
});
