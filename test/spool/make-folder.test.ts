import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeFolder } from '../../src/spool/make-folder.ts';

const home = mkdtempSync(join(tmpdir(), 'tj-folder-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('a folder is made with those above it, for the user alone, and may be there already', () => {
  const path = join(home, 'a', 'b', 'c');
  makeFolder(path);
  makeFolder(path);
  for (const folder of ['a', 'a/b', 'a/b/c']) expect(statSync(join(home, folder)).mode & 0o777).toBe(0o700);
});

test('what cannot be made is told', () => {
  writeFileSync(join(home, 'file'), '');
  expect(() => makeFolder(join(home, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolder(join(home, 'file', 'below'))).toThrow(/ENOTDIR/);
});

test.skipIf(!existsSync('/proc/self'))(
  'below a folder in which nothing can be made it ends (skipped without /proc)',
  () => {
    expect(() => makeFolder('/proc/none/below')).toThrow(/ENOENT/);
  },
);
