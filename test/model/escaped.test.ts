import { expect, test } from 'vitest';
import { escaped } from '../../src/model/escaped.ts';
import { jsonText } from '../../src/render/json-text.ts';

const ACTING = ['\u001b', '\u0007', '\u009b', '\u061c', '\u200b', '\u202e', '\u2060', '\u2067', '\ufeff', '\u{e0041}'];

test.each(ACTING)('a character that acts on a terminal or cannot be seen stands as its escape: %j', (char) => {
  expect(escaped(`a${char}b`)).not.toContain(char);
  const text = jsonText({ title: `a${char}b` }, 2);
  expect(text).not.toContain(char);
  expect(JSON.parse(text)).toEqual({ title: `a${char}b` });
});

test('what belongs into names stays', () => {
  const names = 'Zoë 日本語 👩‍💻 naïve';
  expect(escaped(names)).toBe(names);
  expect(jsonText({ names }, 2)).toContain(names);
});
