import { expect, it } from 'vitest';
import { PLAIN_PAINT } from '../../src/render/style.ts';
import { type Column, table } from '../../src/render/table.ts';
import { cutHead, cutPath } from '../../src/render/text-width.ts';

const look = { width: 40, unicode: true, paint: PLAIN_PAINT };

it('a table of many rows is one table: a head, and every row in its place', () => {
  const columns = [
    { head: 'name', align: 'left', rank: 0 },
    { head: 'n', align: 'right', rank: 0 },
  ] as const;
  const lines = table(
    columns,
    Array.from({ length: 450 }, (_, i) => ['row', String(i)]),
    look,
  ).split('\n');
  expect(lines).toHaveLength(451);
  expect([lines[0], lines[1], lines[200], lines[201], lines[450]]).toEqual([
    ...['name    n', 'row     0', 'row   199', 'row   200', 'row   449'],
  ]);
});

it('a column is cut as it says, where it says so', () => {
  const columns = [{ head: 'pr', align: 'left', rank: 0, shrinkTo: 8, cut: cutHead }] as const;
  expect(table(columns, [['owner/repository#12']], { ...look, width: 8 })).toBe('pr\n…tory#12');
});

it('a path is cut at its left, a name at its right', () => {
  expect(['shop/packages/web', 'a-long-name'].map((text) => cutPath(text, 8))).toEqual(['…ges/web', 'a-long-…']);
});

const COLUMNS: Column[] = [
  { head: 'model', align: 'left', rank: 0 },
  { head: 'write 5m', align: 'right', rank: 1 },
  { head: 'write 1h', align: 'right', rank: 2 },
];
const headAt = (width: number, ...rows: string[][]) => table(COLUMNS, rows, { ...look, width }).split('\n')[0];

it('a column of nothing but zeros is left out before any other', () => {
  expect(headAt(20, ['opus', '0', '2.77M'], ['haiku', '0', ''])).toBe('model  write 1h');
  expect(headAt(20, ['opus', '0', '2.77M'], ['haiku', '1', ''])).toBe('model  write 5m');
});

it('and stays where there is room for it', () => {
  expect(headAt(40, ['opus', '0', '2.77M'])).toBe('model  write 5m  write 1h');
});

it('a table may have more rows than a call takes arguments', () => {
  const rows = Array.from({ length: 150_000 }, (_, i) => [`model-${i}`]);
  const text = table([{ head: 'model', align: 'left', rank: 0 }], rows, {
    width: 80,
    unicode: true,
    paint: PLAIN_PAINT,
  });
  expect(text.split('\n')).toHaveLength(150_001);
});
