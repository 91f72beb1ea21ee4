import { Stats } from 'node:fs';
import { expect, test } from 'vitest';
import { fileStat } from '../../src/discover/file-stat.ts';

const stat = (fields: Partial<Stats>): Stats => Object.assign(Object.create(Stats.prototype), fields);

test('a time of change is whole milliseconds, cut off', () => {
  expect(fileStat(stat({ size: 3, mtimeMs: 1_700_000_000_123.987, ino: 7 }))).toEqual({
    size: 3,
    mtimeMs: 1_700_000_000_123,
    ino: 7,
  });
});

test('an inode that a number cannot hold exactly is not known', () => {
  expect(fileStat(stat({ size: 3, mtimeMs: 1, ino: 2 ** 53 + 2 })).ino).toBe(0);
  expect(fileStat(stat({ size: 3, mtimeMs: 1, ino: 2 ** 53 - 1 })).ino).toBe(2 ** 53 - 1);
});
