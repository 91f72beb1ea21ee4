import { closeSync, openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../src/read/line-splitter.ts';
import { tempFolder } from './temp-folder.ts';

/** Line numbers handed on and the end of the first `size` bytes of a file. */
function split(path: string, size: number, limits: { chunkBytes?: number; maxLineBytes?: number }) {
  const lines: number[] = [];
  const fd = openSync(path, 'r');
  const splitter = new LineSplitter((_bytes, _start, _end, line) => lines.push(line), {
    from: 0,
    firstLine: 1,
    ...limits,
  });
  const offset = splitter.read(fd, size);
  closeSync(fd);
  return { lines, offset, ...splitter.end() };
}

test('no byte behind the size that was asked for is looked at', () => {
  const path = join(tempFolder(), 'a');
  writeFileSync(path, 'a\nb\nc\n');
  const { lines, position, tail } = split(path, 3, {});
  expect({ lines, position, tail: tail?.toString() }).toEqual({ lines: [1], position: 2, tail: 'b\n' });
});

test('the cap holds a line of just so many bytes and no longer one, in chunks below and above it', () => {
  const path = join(tempFolder(), 'a');
  writeFileSync(path, `${'x'.repeat(100)}\n${'x'.repeat(101)}\nc\n`);
  for (const chunkBytes of [1, 50, 99, 100, 101, 102, 5000]) {
    const { lines, oddities } = split(path, 205, { chunkBytes, maxLineBytes: 100 });
    expect(lines).toEqual([1, 3]);
    expect(oddities).toEqual([
      { kind: 'line-too-long', line: 2, detail: 'left out: 0.0 MB, of which a line may have 0.0 MB' },
    ]);
  }
});

test('a last line above the cap is no tail, is told, and keeps the position before it', () => {
  const path = join(tempFolder(), 'a');
  writeFileSync(path, `a\n${'x'.repeat(500)}`);
  for (const chunkBytes of [16, 5000]) {
    const { position, nextLine, tail, oddities } = split(path, 502, { chunkBytes, maxLineBytes: 100 });
    expect({ position, nextLine, tail }).toEqual({ position: 2, nextLine: 2, tail: null });
    expect(oddities.map(({ kind, line }) => [kind, line])).toEqual([['line-too-long', 2]]);
  }
});

test('one endless line takes no more memory than the cap and its copy', () => {
  const path = join(tempFolder(), 'a');
  writeFileSync(path, '');
  truncateSync(path, 200_000_000);
  const before = process.memoryUsage().arrayBuffers;
  expect(split(path, 200_000_000, { maxLineBytes: 2_000_000 })).toMatchObject({ offset: 200_000_000, tail: null });
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
});
