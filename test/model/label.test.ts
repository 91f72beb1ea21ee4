import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LABEL_CHARS, labelOf, pathLabelOf } from '../../src/model/label.ts';

describe('a label is one line of printable text', () => {
  test.each<[string, string, string]>([
    ['white space is folded', '  a\n\n b\t\tc\r\nd  ', 'a b c d'],
    ['odd spaces are spaces', 'a\u00a0b\u2003c\u2028d\u2029e', 'a b c d e'],
    ['colours are taken out', '\u001b[31mred\u001b[0m \u001b[1;38;5;200mpink\u001b[m', 'red pink'],
    ['cursor moves are taken out', 'a\u001b[2Jb\u001b[10;20Hc\u001b[?25ld', 'abcd'],
    ['a window title is taken out with its text', 'a\u001b]0;owned\u0007b', 'ab'],
    ['a title ended by ST is taken out', 'a\u001b]0;owned\u001b\\b', 'ab'],
    ['a link keeps its words only', '\u001b]8;;http://x.test\u001b\\here\u001b]8;;\u001b\\', 'here'],
    ['a title that never ends is taken out', 'a\u001b]0;owned', 'a'],
    ['a character set is taken out', 'a\u001b(Bb', 'ab'],
    ['a lone escape is taken out', 'a\u001b', 'a'],
    ['a sequence cut off is taken out', 'a\u001b[31', 'a'],
    ['escape codes of one byte (C1) lose their power', 'a\u009b31mb', 'a 31mb'],
    ['control characters are spaces', 'a\u0000b\u0007c\u007fd\u0085e', 'a b c d e'],
    ['bidirectional overrides are spaces', 'a\u202eb\u2066c\u2069d\u200fe', 'a b c d e'],
    ['invisible characters are spaces', 'a\u200bb\ufeffc\u00add\u2060e\u{e0041}f', 'a b c d e f'],
    ['an Arabic letter mark is a space', 'a\u061cb', 'a b'],
    ['lone surrogates are spaces', 'a\ud800b\udfffc', 'a b c'],
    ['pairs of surrogates stay', 'a😀b', 'a😀b'],
    ['accents and other scripts stay', 'é 键 אב', 'é 键 אב'],
    ['nothing printable is nothing', '\u001b[0m \n\u200b', ''],
  ])('%s', (_, text, label) => {
    expect(labelOf(text)).toBe(label);
  });
});

describe('a label is cut to its length in characters', () => {
  test('one of just the length stays whole', () => {
    expect(labelOf('x'.repeat(LABEL_CHARS))).toBe('x'.repeat(LABEL_CHARS));
  });

  test('a longer one ends in an ellipsis and has just the length', () => {
    expect(labelOf('x'.repeat(LABEL_CHARS + 1))).toBe(`${'x'.repeat(LABEL_CHARS - 1)}…`);
  });

  test('a character outside the basic plane counts as one and is not split', () => {
    expect(labelOf('😀'.repeat(10), 10)).toBe('😀'.repeat(10));
    expect(labelOf('😀'.repeat(11), 10)).toBe(`${'😀'.repeat(9)}…`);
  });

  test('no space stands before the ellipsis', () => {
    expect(labelOf('abcd efgh', 6)).toBe('abcd…');
  });

  test('the cut of the look ahead leaves no half character', () => {
    for (let length = 70; length < 90; length++)
      expect(labelOf(`${'x'.repeat(length)}${'😀'.repeat(600)}`)).not.toMatch(/[\ud800-\udfff]/u);
    expect(labelOf(`${' '.repeat(639)}😀 more`)).not.toMatch(/[\ud800-\udfff]/u);
  });

  test('a megabyte of spaces or of escapes takes no time worth telling', () => {
    const start = performance.now();
    labelOf(' '.repeat(1_000_000));
    labelOf('\u001b[31m'.repeat(200_000));
    labelOf('\u001b]'.repeat(500_000));
    labelOf(`\u001b]${'x'.repeat(1_000_000)}`);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

test('whatever goes in: one line, no control character, at most the length, and a label of a label is itself', () => {
  const pieces = fc.constantFrom(
    '\u001b[',
    '\u001b]',
    '\u001b\\',
    '\u0007',
    '\u001b',
    '31m',
    '\u202e',
    ' ',
    '\ud83d',
    '\ude00',
    'ab',
  );
  const texts = fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 30 })), { maxLength: 40 });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 100 }), (parts, max) => {
      const label = labelOf(parts.join(''), max);
      expect([...label].length).toBeLessThanOrEqual(max);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is the rule
      expect(label).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u2028\u2029]/);
      expect(label).toBe(label.trim());
      expect(label).not.toMatch(/[\ud800-\udfff]/u);
      expect(labelOf(label, max)).toBe(label);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a short path as it is', '/home/a/b.ts', '/home/a/b.ts'],
  ['the end of a long one', `/${'x'.repeat(200)}/src/b.ts`, `…${`/${'x'.repeat(200)}/src/b.ts`.slice(-119)}`],
  ['nothing that a terminal would obey', '/a\u001b[31m/b\n.ts', '/a/b .ts'],
])('a path keeps its end: %s', (_, path, label) => {
  expect(pathLabelOf(path)).toBe(label);
});
