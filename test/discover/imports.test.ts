import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../src/discover/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

test('fast-glob is loaded only where a root, or the code of a harness, is walked through', () => {
  expect(importersOf("'fast-glob'")).toEqual(['harness-files.ts', 'walk-root.ts']);
  for (const walker of ['walk-root.ts', 'harness-files.ts']) expect(importersOf(`'./${walker}'`)).toEqual([]);
});

function importersOf(module: string): readonly string[] {
  return files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes(` from ${module}`));
}
