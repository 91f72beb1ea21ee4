import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineDiff } from '../../src/render/line-diff.ts';

const SIGNS = { same: ' ', added: '+', removed: '-', gap: '~' };

const shown = (before: string, after: string) =>
  lineDiff(before, after).map(({ kind, text }) => `${SIGNS[kind]}${text}`.trimEnd());

const letters = (text: string) => [...text].join('\n');

describe('a difference', () => {
  test.each<[string, string, string, string[]]>([
    ['nothing changed', 'abc', 'abc', []],
    ['one line added', 'abcdefgh', 'abcdXefgh', [' c', ' d', '+X', ' e', ' f']],
    ['one line taken out', 'abc', 'ac', [' a', '-b', ' c']],
    ['one line in place of another', 'abc', 'aXc', [' a', '-b', '+X', ' c']],
    [
      'far apart: what lies between is left out',
      'abcdefghij',
      'XbcdefghiY',
      ['-a', '+X', ' b', ' c', '~', ' h', ' i', '-j', '+Y'],
    ],
    ['near: all is shown', 'abcdef', 'XbcdeY', ['-a', '+X', ' b', ' c', ' d', ' e', '-f', '+Y']],
    ['out of nothing', '', 'ab', ['+a', '+b']],
  ])('%s', (_, before, after, lines) => expect(shown(letters(before), letters(after))).toEqual(lines));

  test('ends of lines, and of the text, are no difference', () => {
    expect(shown('a\r\nb', 'a\nb\n')).toEqual([]);
  });

  test('what is taken out and what stands is the old text, what is added and what stands the new one', () => {
    const line = fc.constantFrom('a', 'b', 'c', '{', '}');
    // Short enough that no line is left out.
    const text = fc.array(line, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before.join('\n'), after.join('\n'));
        if (before.join() === after.join() || lines.some(({ kind }) => kind === 'gap')) return;
        const of = (...kinds: string[]) => lines.filter(({ kind }) => kinds.includes(kind)).map((each) => each.text);
        const [old, now] = [of('same', 'removed').join(), of('same', 'added').join()];
        expect(before.join()).toContain(old);
        expect(after.join()).toContain(now);
        expect(of('removed').length - of('added').length).toBe(before.length - after.length);
      }),
    );
  });

  test('texts too long to compare are one and the other', () => {
    const many = (letter: string) => Array.from({ length: 2_500 }, (_, i) => `${letter}${i}`).join('\n');
    const lines = lineDiff(many('a'), many('b'));
    expect(lines.slice(0, 2_500).every(({ kind }) => kind === 'removed')).toBe(true);
    expect(lines.slice(2_500).every(({ kind }) => kind === 'added')).toBe(true);
  });
});
