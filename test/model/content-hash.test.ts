import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/model/content-hash.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz0123456789 _-'];

describe('ids come from content', () => {
  // If one of these changes, every id in every store and export changes with it.
  test.each([
    ['', 'a14f3d028d3cf87f'],
    ['a', 'ccfa23b3f38008d5'],
    ['b', '1509b55e6f8fbf0f'],
    ['ab', 'd08f93563f375abe'],
    ['ba', '1d33208b404d6418'],
    ['fix the test', 'f44eccb5313ae032'],
    ['\u0000', '12a4aeea792bea94'],
    ['é', '55770fc9747d80e6'],
    ['😀', '6e713253bca4b8fd'],
    ['\ud83d', '3124d7fd3d0eb3e1'],
    ['x'.repeat(1000), 'ed8d941ed452f605'],
    ['3f0c1f6e-0b3a-4d7e-9a54-1f2e3d4c5b6a', '722673ec58e52f51'],
  ])('the hash of %j is for ever the same', (text, hash) => {
    expect(contentHash(text)).toBe(hash);
  });

  test('a hash is 16 hex digits', () => {
    for (let i = 0; i < 10_000; i++) expect(contentHash(`${i}`)).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('different texts have different hashes', () => {
  test('over 200,000 short texts, numbered, prefixed and permuted', () => {
    const texts = new Set<string>();
    for (let i = 0; i < 80_000; i++) texts.add(String(i)).add(`toolu_${i.toString(36)}`);
    for (const a of LETTERS) for (const b of LETTERS) for (const c of LETTERS) texts.add(a + b + c);
    for (let i = 0; i < 30_000; i++) texts.add(`${String.fromCharCode(i)}\u0000${i % 7}`);
    expect(texts.size).toBeGreaterThan(200_000);
    expect(new Set([...texts].map(contentHash)).size).toBe(texts.size);
  });

  test('both halves tell short texts apart on their own, as far as 32 bits can', () => {
    const hashes = Array.from({ length: 20_000 }, (_, i) => contentHash(`text ${i}`));
    expect(new Set(hashes.map((hash) => hash.slice(0, 8))).size).toBeGreaterThan(19_990);
    expect(new Set(hashes.map((hash) => hash.slice(8))).size).toBeGreaterThan(19_990);
  });

  test('one changed unit changes about half of the 64 bits', () => {
    let changed = 0;
    const rounds = 2000;
    for (let i = 0; i < rounds; i++)
      changed += bitsBetween(contentHash(`message ${i} end`), contentHash(`message ${i} enc`));
    expect(changed / rounds).toBeGreaterThan(28);
    expect(changed / rounds).toBeLessThan(36);
  });
});

function bitsBetween(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits >>= 1n) count += Number(bits & 1n);
  return count;
}
