import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const docs = fileURLToPath(new URL('../../docs', import.meta.url));
const lines = readFileSync(join(docs, 'promises.md'), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('- '));

test('there are promises', () => {
  expect(lines.length).toBeGreaterThan(20);
});

test.each(lines)('%s: a test that is there, and tries something', (line) => {
  const tests = [...line.matchAll(/\]\((\.\.\/test\/[^)]*\.test\.ts)\)/g)].map(([, path = '']) => join(docs, path));
  expect(tests).not.toEqual([]);
  for (const path of tests) {
    expect(existsSync(path), path).toBe(true);
    expect(readFileSync(path, 'utf8'), path).toMatch(/\bexpect\(/);
  }
});
