import { expect, test } from 'vitest';
import { textWidth } from '../../src/render/text-width.ts';

test.each<[string, string, number]>([
  ['letters take one column', 'abc', 3],
  ['accents take none of their own', 'e\u0301', 1],
  ['East Asian characters take two', '键盘', 4],
  ['pictures take two', '😀', 2],
  ['a sign that is asked for as a picture takes two', '❤\ufe0f', 2],
  ['a picture that is asked for as one still takes two', '😀\ufe0f', 2],
  ['many of them', '❤\ufe0f'.repeat(3), 6],
  ['a selector without a sign before it takes none', '\ufe0f', 0],
])('%s', (_, text, columns) => {
  expect(textWidth(text)).toBe(columns);
});
