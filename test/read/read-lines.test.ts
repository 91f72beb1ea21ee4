import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OnLine, SplitOptions } from '../../src/read/line-splitter.ts';
import { handOnTail, type ReadEnd, readLines } from '../../src/read/read-lines.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tj-read-lines-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = readonly [line: number, text: string];

describe('lines end at 0x0A and nowhere else', () => {
  test.each<[string, string | Buffer, readonly Line[], string | null]>([
    ['an empty file', '', [], null],
    ['one line', 'a\n', [[1, 'a']], null],
    [
      'two lines',
      'a\nb\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
      null,
    ],
    [
      'a carriage return before the newline is taken off',
      'a\r\nb\r\n',
      [
        [1, 'a'],
        [2, 'b'],
      ],
      null,
    ],
    ['only one of them', 'a\r\r\n', [[1, 'a\r']], null],
    ['a lone carriage return ends no line', 'a\rb\n', [[1, 'a\rb']], null],
    [
      'U+2028, U+2029, U+0085, VT and FF end no line',
      'a\u2028b\u2029c\u0085d\u000be\ff\n',
      [[1, 'a\u2028b\u2029c\u0085d\u000be\ff']],
      null,
    ],
    ['blank lines are counted, not handed on', '\n\r\n \t \n\na\n', [[5, 'a']], null],
    [
      'a byte order mark at the head is taken off',
      '\ufeffa\n\ufeffb\n',
      [
        [1, 'a'],
        [2, '\ufeffb'],
      ],
      null,
    ],
    ['a file of a byte order mark', '\ufeff\n', [], null],
    [
      'NULs at the head of a line are taken off',
      '\0\0\0a\nb\n\0c\n',
      [
        [1, 'a'],
        [2, 'b'],
        [3, 'c'],
      ],
      null,
    ],
    [
      'a line of NULs is blank',
      'a\n\0\0\0\nb\n',
      [
        [1, 'a'],
        [3, 'b'],
      ],
      null,
    ],
    ['NULs within a line stay', 'a\0b\n', [[1, 'a\0b']], null],
    ['spaces at the head are taken off, those at the end are not', ' \ta \n', [[1, 'a ']], null],
    ['a last line without newline is the tail', 'a\nb', [[1, 'a']], 'b'],
    ['a tail from the head', 'a', [], 'a'],
    ['a tail of NULs', 'a\n\0\0', [[1, 'a']], '\0\0'],
    [
      'bytes that are no UTF-8 stay as they are',
      Buffer.from([0xff, 0xfe, 0x0a, 0xc3, 0x0a]),
      [
        [1, '\ufffd\ufffd'],
        [2, '\ufffd'],
      ],
      null,
    ],
  ])('%s', (_, content, lines, tail) => {
    const path = fileOf(content);
    const read = linesOf(path);
    expect(read.lines).toEqual(lines);
    expect(read.end.tail?.toString() ?? null).toBe(tail === null ? null : `${tail}\n`);
    expect(read.end.oddities).toEqual([]);
    expect(read.end).toMatchObject(stampOf(path));
  });

  test('where reading ended is behind the last newline, with the number of the line there', () => {
    expect(linesOf(fileOf('a\n\nbc')).end).toMatchObject({ position: 3, nextLine: 3 });
    expect(linesOf(fileOf('')).end).toMatchObject({ position: 0, nextLine: 1 });
    expect(linesOf(fileOf('abc')).end).toMatchObject({ position: 0, nextLine: 1 });
  });

  test('a tail is handed on as other lines are, and is a copy', () => {
    const tail = linesOf(fileOf('\ufeff\0{"a":1}\r')).end.tail;
    linesOf(fileOf('something else that overwrites the buffer\n'));
    expect(tailText(tail, true)).toEqual([[7, '{"a":1}']]);
    expect(tailText(linesOf(fileOf('a\n\0\0 ')).end.tail, false)).toEqual([]);
  });

  test('behind every line stands a newline, so that a scanner that runs on stops', () => {
    const behind: (number | undefined)[] = [];
    const look: OnLine = (bytes, _, end) => behind.push(bytes.subarray(end).indexOf(0x0a) >= 0 ? 0x0a : undefined);
    const end = readLines(fileOf('a\nb\r\nccc'), look, { from: 0, firstLine: 1, chunkBytes: 2 });
    if (end.tail !== null) handOnTail(end.tail, 3, false, look);
    expect(behind).toEqual([0x0a, 0x0a, 0x0a]);
  });
});

describe('size', () => {
  test('a line of 5 MB comes whole, and so do those about it', () => {
    const long = `{"x":"${'é'.repeat(2_500_000)}"}`;
    const { lines, end } = linesOf(fileOf(`a\n${long}\nb\n`));
    expect(lines.map(([line]) => line)).toEqual([1, 2, 3]);
    expect(lines[1]?.[1] === long).toBe(true);
    expect(end.nextLine).toBe(4);
  });

  test.each([1, 3, 8, 64, 1024])(
    'a line above the cap is told and costs itself only (chunks of %i bytes)',
    (chunkBytes) => {
      const path = fileOf(`ab\n${'x'.repeat(10)}\n${'y'.repeat(11)}\n${'z'.repeat(300)}\ncd\n`);
      const { lines, end } = linesOf(path, { chunkBytes, maxLineBytes: 10 });
      expect(lines).toEqual([
        [1, 'ab'],
        [2, 'x'.repeat(10)],
        [5, 'cd'],
      ]);
      expect(end.oddities.map(({ kind, line }) => [kind, line])).toEqual([
        ['line-too-long', 3],
        ['line-too-long', 4],
      ]);
      expect(end).toMatchObject({ nextLine: 6, tail: null, position: statSync(path).size });
    },
  );

  test.each([1, 8, 1024])(
    'a tail above the cap is no tail, and reading goes on before it (chunks of %i bytes)',
    (chunkBytes) => {
      const { end } = linesOf(fileOf(`ab\n${'x'.repeat(11)}`), { chunkBytes, maxLineBytes: 10 });
      expect(end).toMatchObject({ tail: null, position: 3, nextLine: 2 });
      expect(end.oddities).toMatchObject([{ kind: 'line-too-long', line: 2 }]);
    },
  );
});

describe('files that change while they are read', () => {
  test('what is appended meanwhile is left for the next time', () => {
    const path = fileOf('a\nb\n');
    const { lines, end } = linesOf(path, { chunkBytes: 2 }, () => appendFileSync(path, 'more\n'));
    expect(lines).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(end).toMatchObject({ position: 4, size: 4, oddities: [] });
  });

  test('one that is cut ends early and is told', () => {
    const path = fileOf('aa\nbb\ncc\ndd\n');
    const { lines, end } = linesOf(path, { chunkBytes: 3 }, (line) => line === 2 && truncateSync(path, 7));
    expect(lines).toEqual([
      [1, 'aa'],
      [2, 'bb'],
    ]);
    expect(end.oddities.map(({ kind, line }) => [kind, line])).toEqual([['vanished', null]]);
    expect(end).toMatchObject({ position: 6, nextLine: 3, size: 7 });
    expect(end.tail?.toString()).toBe('c\n');
  });

  test('one that is emptied ends early and is told', () => {
    const path = fileOf('aa\nbb\ncc\n');
    const { end } = linesOf(path, { chunkBytes: 3 }, () => truncateSync(path, 0));
    expect(end).toMatchObject({ position: 3, nextLine: 2, tail: null });
    expect(end.oddities).toHaveLength(1);
  });

  test('one that is deleted or moved is read to its end', () => {
    for (const lose of [unlinkSync, (path: string) => renameSync(path, `${path}.moved`)]) {
      const path = fileOf('aa\nbb\ncc\n');
      const { lines, end } = linesOf(path, { chunkBytes: 3 }, (line) => line === 1 && lose(path));
      expect(lines.length).toBe(3);
      expect(end.oddities).toEqual([]);
    }
  });

  test('one that was cut to less than where reading goes on is told', () => {
    const { lines, end } = linesOf(fileOf('aa\n'), { from: 6, firstLine: 3 });
    expect([lines, end.tail, end.position]).toEqual([[], null, 6]);
    expect(end.oddities).toMatchObject([{ kind: 'vanished' }]);
  });

  test('one that is not there, a folder and a link are thrown as the file system tells them', () => {
    const link = join(folder, 'link.jsonl');
    symlinkSync(fileOf('a\n'), link);
    for (const [path, code] of [
      [join(folder, 'gone.jsonl'), 'ENOENT'],
      [folder, 'EISDIR'],
      [link, 'ELOOP'],
    ] as const)
      expect(() => linesOf(path)).toThrow(expect.objectContaining({ code }));
  });

  test('a callback that throws leaves nothing open and spoils no later reading', () => {
    const path = fileOf('a\nb\n');
    for (let i = 0; i < 3000; i++) {
      expect(() =>
        linesOf(path, {}, () => {
          throw new Error('stop');
        }),
      ).toThrow('stop');
    }
    expect(linesOf(path).lines).toHaveLength(2);
  });

  test('a file that is read while another one is read does not disturb it', () => {
    const [outer, inner] = [fileOf('a\nbb\nccc\n'), fileOf('X\nY\nZ\nlonger than the other\n')];
    const { lines } = linesOf(outer, {}, () => void linesOf(inner));
    expect(lines.map(([, text]) => text)).toEqual(['a', 'bb', 'ccc']);
  });
});

describe('the same lines come, however they are read', () => {
  const pieces = fc.oneof(
    fc.constantFrom('\n', '\r\n', '\r', '\0', ' ', '\ufeff', '\u2028', 'é', '😀', '{"a":1}', '\n\n', 'x'.repeat(70)),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.uint8Array({ maxLength: 8 }),
  );
  const contents = fc
    .array(pieces, { maxLength: 30 })
    .map((parts) => Buffer.concat(parts.map((part) => Buffer.from(part as string))));

  test('in chunks of any size from 1 to 64 bytes', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const path = fileOf(content);
        const whole = linesOf(path);
        for (let chunkBytes = 1; chunkBytes <= 64; chunkBytes++) expect(linesOf(path, { chunkBytes })).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('in chunks of any size with a cap, the oddities too', () => {
    fc.assert(
      fc.property(contents, fc.integer({ min: 1, max: 40 }), (content, maxLineBytes) => {
        const path = fileOf(content);
        const whole = linesOf(path, { maxLineBytes });
        for (let chunkBytes = 1; chunkBytes <= 64; chunkBytes += 3)
          expect(linesOf(path, { maxLineBytes, chunkBytes })).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('A8: from any line on, the lines that remain', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const path = fileOf(content);
        const whole = linesOf(path);
        let firstLine = 1;
        for (let from = 0; from <= whole.end.position; from++) {
          if (from > 0 && content[from - 1] !== 0x0a) continue;
          const rest = linesOf(path, { from, firstLine });
          expect(rest.lines).toEqual(whole.lines.filter(([line]) => line >= firstLine));
          expect(rest.end).toEqual(whole.end);
          firstLine++;
        }
      }),
      { numRuns: 200 },
    );
  });

  test('as a plain split of the bytes gives', () => {
    fc.assert(
      fc.property(contents, (content) => {
        const parts = splitPlainly(content);
        expect(linesOf(fileOf(content), { chunkBytes: 7 }).lines).toEqual(parts);
      }),
      { numRuns: 300 },
    );
  });
});

function splitPlainly(content: Buffer): Line[] {
  const lines: Line[] = [];
  for (let start = 0, line = 1; ; line++) {
    const end = content.indexOf(0x0a, start);
    if (end < 0) return lines;
    let text = content.toString('latin1', start, end).replace(/\r$/, '');
    if (line === 1) text = text.replace(/^\u00ef\u00bb\u00bf/, '');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: NULs are what power loss leaves
    text = text.replace(/^[\u0000 \t]+/, '');
    if (text !== '') lines.push([line, Buffer.from(text, 'latin1').toString()]);
    start = end + 1;
  }
}

let made = 0;

function fileOf(content: string | Buffer): string {
  const path = join(folder, `${++made}.jsonl`);
  writeFileSync(path, content);
  return path;
}

function linesOf(
  path: string,
  options: Partial<SplitOptions> = {},
  onLine: (line: number) => unknown = () => {},
): { lines: Line[]; end: ReadEnd } {
  const lines: Line[] = [];
  const end = readLines(
    path,
    (bytes, start, stop, line) => {
      lines.push([line, bytes.toString('utf8', start, stop)]);
      onLine(line);
    },
    { from: 0, firstLine: 1, ...options },
  );
  return { lines, end };
}

function tailText(tail: Buffer | null, isFirst: boolean): Line[] {
  const lines: Line[] = [];
  if (tail !== null)
    handOnTail(tail, 7, isFirst, (bytes, start, end, line) => lines.push([line, bytes.toString('utf8', start, end)]));
  return lines;
}

function stampOf(path: string) {
  const { size, mtimeMs, ino } = statSync(path);
  return { size, mtimeMs: Math.floor(mtimeMs), ino };
}
