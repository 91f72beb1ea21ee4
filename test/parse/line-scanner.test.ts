import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotJson } from '../../src/parse/json-bytes.ts';
import { LineScanner } from '../../src/parse/line-scanner.ts';
import { assistant, parseLines, TIME, theRecord } from './transcript-lines.ts';

describe('a time', () => {
  test.each<[string, number]>([
    ['2026-01-01T00:00:01.500Z', Date.UTC(2026, 0, 1, 0, 0, 1, 500)],
    ['2026-01-01T00:00:00.000Z', Date.UTC(2026, 0, 1)],
    ['2026-12-31T23:59:59.999Z', Date.UTC(2026, 11, 31, 23, 59, 59, 999)],
    ['2024-02-29T12:34:56.789Z', Date.UTC(2024, 1, 29, 12, 34, 56, 789)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['2026-01-01T00:00:01Z', Date.UTC(2026, 0, 1, 0, 0, 1)],
    ['2026-01-01T00:00:01.5Z', Date.UTC(2026, 0, 1, 0, 0, 1, 500)],
    ['2026-01-01T00:00:01.123456Z', Date.UTC(2026, 0, 1, 0, 0, 1, 123)],
    ['2026-01-01T00:00:01.500+02:00', Date.UTC(2025, 11, 31, 22, 0, 1, 500)],
    ['2026-01-01T00:00:01-05:30', Date.UTC(2026, 0, 1, 5, 30, 1)],
    ['2026-01-01T00:00+01:00', Date.UTC(2025, 11, 31, 23)],
    ['2026-01-01', Date.UTC(2026, 0, 1)],
  ])('%s', (timestamp, at) => {
    expect(timeOf(timestamp)).toBe(at);
    expect(theRecord('answer', assistant({}, { timestamp })).at).toBe(at);
  });

  test.each([
    '2026-13-01T00:00:00.000Z',
    '2026-00-01T00:00:00.000Z',
    '2026-01-00T00:00:00.000Z',
    '2026-01-32T00:00:00.000Z',
    '2026-01-01T25:00:00.000Z',
    '2026-01-01T00:60:00.000Z',
    '2026-01-01T00:00:60.000Z',
    '2026-01-01T00:00:00.00xZ',
    '2026-01-01T0x:00:00.000Z',
    '2026-01-01x00:00:00.000Z',
    '2026-01-01T00-00-00.000Z',
    '2026-01-01T00:00:00,000Z',
    '2026-01-01T00:00:00.000z0',
    '2026-13-01',
    '2026-13-01T00:00:00Z',
    'this is no time at all.Z',
    'this is no time at all..',
    'xxxx-xx-xxTxx:xx:xx.xxxZ',
    '                       Z',
    'soon',
    '',
  ])('%j is none', (timestamp) => {
    expect(timeOf(timestamp)).toBeNull();
    expect(theRecord('answer', assistant({}, { timestamp })).at).toBeNull();
  });

  test.each([
    '2026-02-30T00:00:00.000Z',
    '2026-02-30T00:00:00Z',
    '2026-02-30',
    '2026-02-29T12:00:00.000Z',
    '2026-04-31T00:00:00.000Z',
  ])('%s, a day that its month does not have, is none', (timestamp) => {
    expect(timeOf(timestamp)).toBeNull();
  });

  test.each(['null', '7', 'true', '[]', '{}', `["${TIME}"]`, `{"a":"${TIME}"}`, `[ ${' '.repeat(20)}"Z"]`])(
    '%s is none, and is gone past',
    (written) => {
      expect(times(written, `"${TIME}"`)).toEqual([null, Date.parse(TIME)]);
    },
  );

  test('without its first quote is no JSON', () => {
    expect(() => times(`x${TIME}"`)).toThrow(NotJson);
    expect(() => times(`1${TIME}"`)).toThrow(NotJson);
  });

  test('written with escapes is the same', () => {
    expect(times('"2026-01-01T00:00:01.50\\u0030Z"', '"\\u0032026-01-01T00:00:01Z"')).toEqual([
      ...[Date.parse(TIME), Date.parse('2026-01-01T00:00:01Z')],
    ]);
  });

  test('of one day after another, good ones and bad ones, is each one’s own', () => {
    const day = Date.UTC(2026, 0, 1);
    const written = ['2026-01-01', '2026-01-02', '2026-13-01', '2026-01-02', '2026-01-xx', '2025-12-31', '2026-01-01'];
    expect(times(...written.map((date) => `"${date}T00:00:00.001Z"`))).toEqual([
      ...[day + 1, day + 86_400_001, null, day + 86_400_001, null, day - 86_399_999, day + 1],
    ]);
  });

  test('of any moment is the one that Date has written', () => {
    const moments = fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2100, 0, 1) });
    fc.assert(
      fc.property(fc.array(moments, { minLength: 1, maxLength: 5 }), (list) => {
        expect(times(...list.map((ms) => JSON.stringify(new Date(ms))))).toEqual(list);
      }),
      { numRuns: 500 },
    );
  });

  test('that is none never moves the record of another line', () => {
    const line = (timestamp: string) => assistant({}, { timestamp });
    const { records } = parseLines(line(TIME), line('2026-13-01T00:00:00.000Z'), line(TIME));
    expect(records.map(({ at }) => at)).toEqual([Date.parse(TIME), null, Date.parse(TIME)]);
  });
});

function timeOf(timestamp: string): number | null | undefined {
  return times(JSON.stringify(timestamp))[0];
}

/** The times of values as they are written, read one after another from one line. */
function times(...written: readonly string[]): (number | null)[] {
  const scan = new LineScanner([]);
  const bytes = Buffer.from(`[${written.join(',')}]\n`);
  scan.open(bytes, 0, bytes.length - 1);
  const found: (number | null)[] = [];
  if (scan.enterArray()) while (scan.nextElement()) found.push(scan.time());
  scan.close();
  return found;
}
