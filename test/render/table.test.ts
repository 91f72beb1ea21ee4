import { expect, it } from 'vitest';
import { PLAIN_PAINT } from '../../src/render/style.ts';
import { table } from '../../src/render/table.ts';
import { cutHead } from '../../src/render/text-width.ts';

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
