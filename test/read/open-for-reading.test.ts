import { execFileSync } from 'node:child_process';
import { closeSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openForReading } from '../../src/read/open-for-reading.ts';
import { readLines } from '../../src/read/read-lines.ts';
import { tempFolder } from './temp-folder.ts';

const onWindows = process.platform === 'win32';
const MAKE_PIPE = 'mkfifo';

test.skipIf(onWindows)('a link put in the place of a file is not followed', () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'file'), 'secret\n');
  symlinkSync(join(folder, 'file'), join(folder, 'link'));
  closeSync(openForReading(join(folder, 'file')));
  expect(() => openForReading(join(folder, 'link'))).toThrow('ELOOP');
});

test.skipIf(onWindows)('a pipe put in the place of a file holds nothing and keeps nobody waiting', () => {
  const pipe = join(tempFolder(), 'pipe');
  execFileSync(MAKE_PIPE, [pipe]);
  expect(readLines(pipe, () => {}, { from: 0, firstLine: 1 })).toMatchObject({ position: 0, tail: null });
});
