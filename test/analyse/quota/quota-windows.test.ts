import { describe, expect, test } from 'vitest';
import { type QuotaWindows, quotaWindows, risesOf } from '../../../src/analyse/quota/quota-windows.ts';
import type { QuotaSample } from '../../../src/model/quota-sample.ts';
import { DAY_MS, millis } from '../../../src/model/time.ts';
import { NOW, sample } from './made-account.ts';

const of = (...samples: QuotaSample[]) => quotaWindows(samples, NOW);
const percentages = ({ windows }: QuotaWindows) =>
  windows.map(({ samples }) => samples.map(({ usedPercentage }) => usedPercentage));
const rises = (...samples: QuotaSample[]) =>
  risesOf(of(...samples).windows).map(({ from, to }) => [from.usedPercentage, to.usedPercentage]);

describe('windows', () => {
  test('a new reset begins another window', () => {
    const found = of(sample('08:00', 60, '08:30'), sample('09:10', 2), sample('09:20', 5));
    expect(percentages(found)).toEqual([[60], [2, 5]]);
    expect(rises(sample('08:00', 60, '08:30'), sample('09:10', 2), sample('09:20', 5))).toEqual([[2, 5]]);
  });

  test('a reset that moves by seconds or minutes is the same one', () => {
    expect(percentages(of(sample('09:10', 2, '14:00'), sample('09:20', 5, '14:04')))).toEqual([[2, 5]]);
    expect(percentages(of(sample('09:10', 2, '14:00'), sample('09:20', 5, '14:06')))).toEqual([[2], [5]]);
  });

  test('a sample without a reset belongs to the window that goes on, else to one of its own', () => {
    expect(percentages(of(sample('09:10', 2), sample('09:20', 5, null), sample('09:30', 6)))).toEqual([[2, 5, 6]]);
    expect(percentages(of(sample('09:10', 2, null), sample('09:20', 5, null)))).toEqual([[2, 5]]);
    expect(percentages(of(sample('09:10', 20), sample('09:20', 5, null)))).toEqual([[20], [5]]);
    expect(percentages(of(sample('03:10', 2, null), sample('09:20', 5, null)))).toEqual([[2], [5]]);
  });

  test('a lower percentage is what another session was told earlier, and is counted', () => {
    const found = of(sample('10:00', 45), sample('10:10', 31), sample('10:20', 46), sample('10:30', 31));
    expect([percentages(found), found.older]).toEqual([[[45, 46]], 2]);
  });

  test('sessions that wait and repeat their percentages in turn are no fall', () => {
    const turns = [45, 31, 38, 31, 38, 31, 38, 31, 38, 47].map((used, i) => sample(`10:0${i}`, used));
    expect([percentages(of(...turns)), of(...turns).older]).toEqual([[[45, 47]], 8]);
  });

  test('a fall is believed once the percentages below it rose three times: the plan was changed', () => {
    const before = [sample('09:00', 70), sample('09:10', 80)];
    const after = [20, 21, 21, 23, 24].map((used, i) => sample(`10:0${i}`, used));
    expect(percentages(of(...before, ...after.slice(0, 4)))).toEqual([[70, 80]]);
    expect(percentages(of(...before, ...after))).toEqual([
      [70, 80],
      [20, 21, 21, 23, 24],
    ]);
    expect(rises(...before, ...after)).toEqual([
      [70, 80],
      [20, 21],
      [21, 23],
      [23, 24],
    ]);
  });

  test('what is repeated after its own reset, and what bears a time to come, is left out and counted', () => {
    const found = of(sample('09:00', 70, '09:30'), sample('09:45', 70, '09:30'), sample('12:02', 99, '14:00'));
    expect([percentages(found), found.outOfTime]).toEqual([[[70]], 2]);
    expect(of(sample('12:01', 99, '14:00')).outOfTime).toBe(0);
  });

  test('a clock that was set back makes no fall and no rise twice', () => {
    // Told as 40, 42, 44, then the clock was set back an hour: 45, 46. In order of time these come first.
    const times = [
      sample('10:05', 45),
      sample('10:10', 46),
      sample('11:00', 40),
      sample('11:02', 42),
      sample('11:04', 44),
    ];
    expect(rises(...times)).toEqual([[45, 46]]);
  });
});

/** Samples of the sessions s1, s2 and so on: each a clock, a session and its percentage. */
const reported = (...all: [clock: string, session: string, used: number][]) =>
  all.map(([clock, sessionId, used]) => ({ ...sample(clock, used), sessionId }));

describe('a fall', () => {
  test('is believed at once of a session that reported the higher percentage itself', () => {
    const found = of(...reported(['10:00', 's1', 60], ['10:10', 's1', 5], ['10:20', 's1', 5]));
    expect([percentages(found), found.older]).toEqual([[[60], [5, 5]], 0]);
  });

  test('is believed of a session whose lower percentage changed, so that it had a response', () => {
    const found = of(...reported(['10:00', 's1', 70], ['10:10', 's2', 0], ['10:20', 's2', 1]));
    expect(percentages(found)).toEqual([[70], [1]]);
  });

  test('is none of a session that is new or waits', () => {
    const turns = reported(['10:00', 's1', 60], ['10:10', 's2', 5], ['10:20', 's2', 5], ['10:30', 's1', 60]);
    expect(percentages(of(...turns))).toEqual([[60, 60]]);
  });

  test('is none of a few points: answers of two sessions come in any order', () => {
    expect(percentages(of(...reported(['10:00', 's1', 60], ['10:10', 's1', 56])))).toEqual([[60]]);
  });

  test('stays where sessions that wait repeat the percentage from before it, or one that is new has it from them', () => {
    const waiting = reported(
      ...([
        ['10:00', 's2', 60],
        ['10:01', 's1', 60],
        ['10:10', 's1', 5],
        ['10:20', 's2', 60],
      ] as [string, string, number][]),
      ['10:21', 's3', 60],
      ['10:30', 's1', 6],
    );
    const found = of(...waiting);
    expect([percentages(found), found.older]).toEqual([
      [
        [60, 60],
        [5, 6],
      ],
      2,
    ]);
  });

  test('of a session that runs twice is taken back, and not believed again', () => {
    const twice = [45, 31, 46, 31, 47, 31].map((used, i) => [`10:0${i}`, 's1', used] as [string, string, number]);
    const found = of(...reported(...twice));
    expect([percentages(found), found.older]).toEqual([[[45, 46, 47]], 3]);
  });
});

test('a reset further ahead than the window is long is none', () => {
  const far = { ...sample('10:00', 10), resetsAt: millis(NOW + 30 * DAY_MS) };
  expect(of(far).windows).toEqual([{ resetsAt: null, samples: [{ ...far, resetsAt: null }] }]);
});

describe('rises', () => {
  test('are from the first sample of a percentage to the first of the next, whatever was repeated in between', () => {
    const [rise] = risesOf(of(sample('09:00', 31), sample('09:10', 31), sample('09:20', 32)).windows);
    expect([rise?.from, rise?.lastBefore, rise?.to, rise?.points]).toEqual([
      ...[sample('09:00', 31), sample('09:10', 31), sample('09:20', 32)],
      1,
    ]);
  });

  test('of two accounts that take turns are compared only while one of them is alone', () => {
    const work = (clock: string, used: number) => sample(clock, used, '14:00');
    const own = (clock: string, used: number) => sample(clock, used, '12:30');
    const samples = [work('09:00', 10), own('09:05', 50), work('09:10', 12), work('09:20', 15), own('09:25', 52)];
    expect(rises(...samples)).toEqual([[12, 15]]);
  });
});
