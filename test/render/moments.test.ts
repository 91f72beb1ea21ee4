import { expect, it } from 'vitest';
import { utcCalendar } from '../../src/model/calendar.ts';
import { parseIso } from '../../src/model/time.ts';
import { dayName, momentOf } from '../../src/render/format-session.ts';

it.each([
  ['2026-03-05T10:26:00Z', 'today 10:26'],
  ['2026-02-24T09:05:00Z', 'Feb 24 09:05'],
  ['2025-12-31T23:59:00Z', 'Dec 31 2025'],
])('times are as people say them: %s', (at, words) => {
  expect(momentOf(parseIso(at), utcCalendar(parseIso('2026-03-05T12:00:00Z')))).toBe(words);
});

it('where nobody asks, no year is another one', () => {
  expect([momentOf(null, utcCalendar(null)), dayName('2020-01-02', utcCalendar(null))]).toEqual(['-', 'Jan 2']);
});
