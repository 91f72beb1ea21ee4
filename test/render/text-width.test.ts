import { expect, test } from 'vitest';
import { cutHead, cutTo, textWidth, wrap, wrapTyped } from '../../src/render/text-width.ts';

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

test('a label that was cut before has the ellipsis of the terminal, wherever it stands', () => {
  expect(cutTo('cd …/pages && make', 40, '~')).toBe('cd ~/pages && make');
  expect(cutTo('…/pages/Clients.tsx', 10, '~')).toBe('~/pages/C~');
  expect(cutHead('…/pages/Clients.tsx', 40, '~')).toBe('~/pages/Clients.tsx');
  expect(cutTo('cd …/pages', 40)).toBe('cd …/pages');
});

test('what is to be typed is never cut', () => {
  expect(wrapTyped('tj advise --root /a/long/path', 12)).toEqual(['tj advise', '--root', '/a/long/path']);
  expect(wrapTyped('tj --root /a/very/long/path', 12)).toEqual(['tj --root', '/a/very/long/path']);
  expect(wrap('tj --root /a/very/long/path', 12)).toEqual(['tj --root', '/a/very/lon…']);
});
