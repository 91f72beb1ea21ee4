import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowTable } from '../../src/render/row-table.ts';
import { rowText } from '../../src/render/row-text.ts';
import { readCsv, readMarkdown } from '../read-back.ts';

const table = (...texts: string[]) => ({ columns: ['text', 'n'], rows: texts.map((text, i) => [text, i]) });

describe('CSV', () => {
  it('is RFC 4180: lines end in CR LF, what needs quotes has them, quotes are doubled', () => {
    expect(rowText(table('plain', 'a,b', 'say "x"', ' led by a space'), 'csv')).toBe(
      'text,n\r\nplain,0\r\n"a,b",1\r\n"say ""x""",2\r\n" led by a space",3\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")', '\t=1', ' =1', '＝1', '\r@x'])(
    'text that a spreadsheet would run is made text: %j',
    (text) => {
      const [, row] = readCsv(rowText(table(text), 'csv'));
      expect(row?.[0]).toMatch(/^'/);
    },
  );

  it('a number below zero stays a number, nothing known an empty cell', () => {
    expect(rowText({ columns: ['a', 'b', 'c'], rows: [[-1, null, true]] }, 'csv')).toBe('a,b,c\r\n-1,,true\r\n');
  });
});

describe('Markdown', () => {
  it('has numbers on the right, and pipes and markup escaped', () => {
    expect(rowText(table('a|b', '**x** `y` <b> [z] \\|'), 'md')).toBe(
      '| text | n |\n| --- | --: |\n| a\\|b | 0 |\n| \\*\\*x\\*\\* \\`y\\` \\<b> \\[z\\] \\\\\\| | 1 |\n',
    );
  });
});

it.each([
  ['csv', readCsv],
  ['md', readMarkdown],
] as const)('%s: whatever the cells hold, a parser of its own reads back what was written', (format, read) => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ',', '|', '\\', '=', "'", '\n', '`', 'a') }),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.integer()), { maxLength: 5 }), (rows) => {
      const [head, ...found] = read(rowText({ columns: ['text', 'n'], rows }, format));
      expect(head).toEqual(['text', 'n']);
      // Control characters are told as spaces, since they act on what shows them.
      const meant = (cell: string) => cell.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, ' ');
      const disarmed = (cell: string) => (/^\s*[=+\-@＝＋－＠]/.test(cell) ? `'${cell}` : cell);
      const expected = rows.map(([cell, n]) => [
        format === 'csv' ? disarmed(meant(cell)) : meant(cell).trim(),
        String(n),
      ]);
      expect(found).toEqual(expected);
    }),
  );
});

it('fields within an object, lists and what is missing', () => {
  const records = [{ a: 1, share: { tokens: 0.5 }, models: ['x', 'y'] }, { a: null }];
  expect(rowTable(['a', 'share.tokens', 'models'], records)).toEqual({
    columns: ['a', 'share_tokens', 'models'],
    rows: [
      [1, 0.5, 'x y'],
      [null, null, null],
    ],
  });
});
