import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('../../src/price/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));

test('zod is reached only through parse-user-prices.ts, so that shipped prices load without it', () => {
  expect(importersOf("'zod'")).toEqual(['user-price-file.ts']);
  expect(importersOf("'./user-price-file.ts'")).toEqual(['parse-user-prices.ts']);
  expect(importersOf("'./parse-user-prices.ts'")).toEqual([]);
});

function importersOf(module: string): readonly string[] {
  return files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes(` from ${module}`));
}
