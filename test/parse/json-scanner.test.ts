import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NotJson } from '../../src/parse/json-bytes.ts';
import { JsonScanner, type StringPlace } from '../../src/parse/json-scanner.ts';
import { transcriptScanner } from '../../src/parse/transcript-scanner.ts';

const KNOWN_KEYS = ['a', 'type', 'message', 'content', 'input_tokens', '__proto__', 'constructor'];
const scanner = new JsonScanner(KNOWN_KEYS);

/** Names that stand for keys: known ones, unknown ones, and ones that objects have by nature. */
const KEYS = ['a', 'type', 'message', 'b', '', '__proto__', 'constructor', 'toString', '键', 'typ', 'typee', 'eypt'];

const lone = fc.constantFrom('\ud800', '\udfff', '\ud83d', 'a\udc00b');
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'binary-ascii', maxLength: 40 }),
  fc.constantFrom('', '"', '\\', '\\\\"', '\u2028', '\u0000', '\n', 'é', '😀', 'null', '{"a":1}', '\ufeff'),
  lone,
);
const keys = fc.oneof(fc.constantFrom(...KEYS), texts);

/** Numbers in every form that JSON allows. */
const numberTexts = fc.oneof(
  fc.integer().map(String),
  fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => (Object.is(value, -0) ? '-0' : String(value))),
  fc.constantFrom('0', '-0', '0.0', '1e3', '1E+3', '1e-3', '-1.5e10', '1e400', '123456789012345678901234567890', '0e0'),
  fc.constantFrom(
    '999999999999999',
    '99999999999999',
    '9007199254740993',
    '-12345678901234567',
    '0.1',
    '00.1'.slice(1),
  ),
);

/** White space as JSON allows it within a line. */
const spaces = fc.constantFrom('', '', '', ' ', '\t', '\r', '  \t \r ');

/** A string as JSON text: some units escaped though they need not be, none left that must be. */
function written(text: string, seed: number): string {
  let out = '"';
  let state = seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const hex = unit.toString(16).padStart(4, '0');
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    const short = SHORT_ESCAPES[text.charAt(i)];
    const must = unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff);
    if (short !== undefined && state % 3 !== 0) out += short;
    else if (must || state % 7 === 0) out += `\\u${state % 2 === 0 ? hex : hex.toUpperCase()}`;
    else out += text.charAt(i);
  }
  return `${out}"`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '/': '\\/',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const stringTexts = fc.tuple(texts, fc.nat()).map(([text, seed]) => written(text, seed));
const keyTexts = fc.tuple(keys, fc.nat()).map(([text, seed]) => written(text, seed));

/** JSON texts of any shape, with odd but allowed white space, escapes and duplicate keys. */
const jsonTexts = fc.letrec<{ value: string; list: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    fc.constantFrom('null', 'true', 'false'),
    numberTexts,
    stringTexts,
    tie('list'),
    tie('object'),
  ),
  list: fc
    .tuple(fc.array(fc.tuple(spaces, tie('value'), spaces), { maxLength: 5 }), spaces)
    .map(([items, inside]) => `[${items.map((item) => item.join('')).join(',') || inside}]`),
  object: fc
    .tuple(fc.array(fc.tuple(spaces, keyTexts, spaces, spaces, tie('value'), spaces), { maxLength: 5 }), spaces)
    .map(([members, inside]) => {
      const written = members.map(([a, key, b, c, value, d]) => `${a}${key}${b}:${c}${value}${d}`);
      return `{${written.join(',') || inside}}`;
    }),
}));
const lines = fc.tuple(spaces, jsonTexts.value, spaces).map((parts) => parts.join(''));

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A line as it lies in a read buffer: behind other bytes, before a newline and what is left of older reads. */
function inBuffer(line: Buffer, before: number, after: string): { bytes: Buffer; start: number; end: number } {
  const bytes = Buffer.concat([Buffer.alloc(before, 0x5d), line, Buffer.from('\n'), Buffer.from(after)]);
  return { bytes, start: before, end: before + line.length };
}

/** Whether `skip` goes past the line. */
function acceptsSkipped(line: Buffer, before = 0, after = ''): boolean {
  const { bytes, start, end } = inBuffer(line, before, after);
  return goesThrough(scanner, bytes, start, end, () => scanner.skip());
}

/** Whether the line can be read, every key and text of it. */
function acceptsWalked(line: Buffer, before = 0, after = '"}]'): boolean {
  const { bytes, start, end } = inBuffer(line, before, after);
  return goesThrough(scanner, bytes, start, end, () => walk(scanner));
}

function goesThrough(scan: JsonScanner, bytes: Buffer, start: number, end: number, go: () => void): boolean {
  try {
    scan.open(bytes, start, end);
    go();
    scan.close();
    return true;
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return false;
  }
}

function jsonAccepts(line: Buffer): boolean {
  try {
    JSON.parse(line.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** What `skip` is to say: the verdict of JSON.parse once the inside of every string has been taken out. */
function jsonAcceptsEmptied(line: Buffer): boolean {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, from)) {
    const end = endOfText(line, at + 1);
    if (end > line.length) break;
    parts.push(line.subarray(from, at), Buffer.from('""'));
    from = end;
  }
  return jsonAccepts(Buffer.concat([...parts, line.subarray(from)]));
}

/** Position after the quote that ends the string whose text begins at `start`, beyond the line when there is none. */
function endOfText(line: Buffer, start: number): number {
  let at = start;
  while (at < line.length && line[at] !== QUOTE) at += line[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** All of the value that is next, put together by the scanner's own words. */
function walk(scan: JsonScanner): unknown {
  if (scan.enterArray()) {
    const list: unknown[] = [];
    while (scan.nextElement()) list.push(walk(scan));
    return list;
  }
  if (scan.enterObject()) {
    const members: [string, unknown][] = [];
    for (let key = scan.nextKey(); key !== null; key = scan.nextKey()) members.push([key, walk(scan)]);
    return { members };
  }
  return scan.atString() ? { text: scan.string() } : { scalar: scan.number() };
}

/** The same from the text by an independent reader: `JSON.parse` for every part, duplicate keys kept. */
function expected(text: string, known: ReadonlySet<string>): unknown {
  const reader = new PlainReader(text);
  return reader.value(known);
}

/** The slow way round: finds the parts of a valid JSON text and has `JSON.parse` read each. */
class PlainReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(known: ReadonlySet<string>): unknown {
    const token = this.#token();
    if (token === '[') {
      const list: unknown[] = [];
      if (this.#peek() === ']') this.#token();
      else
        do list.push(this.value(known));
        while (this.#token() === ',');
      return list;
    }
    if (token === '{') {
      const members: [string, unknown][] = [];
      if (this.#peek() === '}') this.#token();
      else
        do {
          const key = JSON.parse(this.#token()) as string;
          this.#token();
          members.push([known.has(key) ? key : '', this.value(known)]);
        } while (this.#token() === ',');
      return { members };
    }
    const value: unknown = JSON.parse(token);
    if (typeof value === 'string') return { text: value.toWellFormed() };
    return { scalar: typeof value === 'number' || value === null ? value : Number.NaN };
  }

  #peek(): string {
    const at = this.#at;
    const token = this.#token();
    this.#at = at;
    return token;
  }

  #token(): string {
    const found = /[ \t\r]*("(?:[^"\\]|\\.)*"|[[\]{},:]|[^[\]{},:" \t\r]+)/y;
    found.lastIndex = this.#at;
    const token = found.exec(this.#text)?.[1] ?? '';
    this.#at = found.lastIndex;
    return token;
  }
}

/** What JSON.parse makes of a string, with half a character as none. */
function wellFormed(text: string): string {
  return (JSON.parse(text) as string).toWellFormed();
}

describe('what JSON.parse accepts is accepted, and read as JSON.parse reads it', () => {
  const known = new Set(KNOWN_KEYS);

  test('every JSON text is accepted, wherever it lies in the buffer', () => {
    fc.assert(
      fc.property(lines, fc.nat(5), fc.constantFrom('', '"', '}', ']', ',1]', '"a":1}'), (line, before, after) => {
        const bytes = Buffer.from(line);
        expect(jsonAccepts(bytes)).toBe(true);
        expect(acceptsSkipped(bytes, before, after)).toBe(true);
        expect(acceptsWalked(bytes, before, after)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('walked value by value it gives the same keys, texts and numbers in the same order', () => {
    fc.assert(
      fc.property(lines, fc.nat(5), (line, before) => {
        const { bytes, start, end } = inBuffer(Buffer.from(line), before, '"}]');
        scanner.open(bytes, start, end);
        const got = walk(scanner);
        scanner.close();
        expect(got).toEqual(expected(line, known));
      }),
      { numRuns: 2000 },
    );
  });

  test('a text, its length and its place are those of JSON.parse', () => {
    fc.assert(
      fc.property(stringTexts, fc.nat(5), (text, before) => {
        const value = wellFormed(text);
        const place = placeIn(text, before);
        expect(place.chars).toBe(value.length);
        expect(scanner.textOf(place, 1e9)).toBe(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('a text cut short is a beginning of the whole that splits no character, and nearly as long as asked', () => {
    fc.assert(
      fc.property(stringTexts, fc.integer({ min: 1, max: 60 }), (text, maxBytes) => {
        const value = wellFormed(text);
        const place = placeIn(text, 0);
        const cut = scanner.textOf(place, maxBytes);
        expect(value.startsWith(cut)).toBe(true);
        expect(cut.includes('\ufffd')).toBe(value.slice(0, cut.length).includes('\ufffd'));
        if (place.end - place.start <= maxBytes) expect(cut).toBe(value);
        else expect(Buffer.byteLength(JSON.stringify(cut)) + 12).toBeGreaterThan(Math.min(maxBytes, cut.length));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['0', 0],
    ['-0', -0],
    ['12', 12],
    ['-12', -12],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['1E-3', 0.001],
    ['99999999999999', 99_999_999_999_999],
    ['9007199254740993', 9_007_199_254_740_992],
    ['1e400', Number.POSITIVE_INFINITY],
    ['null', null],
    ['true', Number.NaN],
    ['"1"', Number.NaN],
    ['[1]', Number.NaN],
    ['{"a":1}', Number.NaN],
  ])('number() of %s is %s', (text, value) => {
    open(text);
    expect(scanner.number()).toBe(value);
    scanner.close();
  });

  test.each([
    ['true', true],
    ['false', false],
    ['null', false],
    ['"true"', false],
    ['1', false],
    ['[true]', false],
  ])('isTrue() of %s is %s', (text, value) => {
    open(text);
    expect(scanner.isTrue()).toBe(value);
    scanner.close();
  });

  test('what is asked for as a text and is none is null and passed over', () => {
    open('[1,null,{"a":"x"},["y"],true,"z"]');
    const got: (string | null)[] = [];
    if (scanner.enterArray()) while (scanner.nextElement()) got.push(scanner.string());
    scanner.close();
    expect(got).toEqual([null, null, null, null, null, 'z']);
  });

  test('what is asked for as an object or array and is none is left where it stands', () => {
    open('"x"');
    expect(scanner.enterObject()).toBe(false);
    expect(scanner.enterArray()).toBe(false);
    expect(scanner.string()).toBe('x');
    scanner.close();
  });

  test('a scanner goes on to the next line after one that was no JSON, wherever it stopped', () => {
    for (const bad of ['{', '{"a":[1,', '[', '{"a"', '"', '[[[{"a":{']) {
      open(bad);
      expect(() => walk(scanner)).toThrow(NotJson);
      open('{"a":[1]}');
      expect(walk(scanner)).toEqual({ members: [['a', [{ scalar: 1 }]]] });
      scanner.close();
    }
  });
});

describe('what JSON.parse refuses is refused, text in strings that nobody reads apart', () => {
  test.each([
    ...['', ' ', '[1,]', '{"a":1,}', '[,1]', '{,}', '[,]', '{,"a":1}', '[1 2]', '{"a" 1}', '{"a":}', '{"a"}', '{1:1}'],
    ...['01', '1.', '-', '.5', '+1', '1e', '1e+', '0x1', '1_0', '-01', '--1', 'Infinity', 'NaN', '00', '1.e1', '1a'],
    ...[
      'nul',
      'nulll',
      'tru',
      'True',
      'undefined',
      "'a'",
      'truefalse',
      'null null',
      '1 1',
      '{}{}',
      '[]]',
      '{}}',
      '{}x',
    ],
    ...['[', '{', '[1', '{"a":1', '{"a":', '{"a', '"', '"a', '[[]', '{"a":[}', '[{]}', '(1)', '// x', '/* x */1'],
    ...['"\\', '"\\"', '"\\u', '"\\\\\\"', '["a\\"]', '{"a\\":1}', '"a"b"', '"\\\\"a"', '"\t', '"a"\u0000', '"a"\\'],
    ...['\u00a01', '1\u00a0', '\ufeff1', '\u20281', '1\u0000', '\u00001', '\u000b1', '\f1', '[1\u0000]', '{\u0000}'],
  ])('%j, read or skipped', (text) => {
    const line = Buffer.from(text);
    expect(jsonAccepts(line)).toBe(false);
    expect(jsonAcceptsEmptied(line)).toBe(false);
    expect(acceptsSkipped(line)).toBe(false);
    expect(acceptsWalked(line)).toBe(false);
    for (const after of ['"', '}', ']', '1', 'l', '"}]}']) {
      expect(acceptsSkipped(line, 3, after)).toBe(false);
      expect(acceptsWalked(line, 3, after)).toBe(false);
    }
  });

  /** Texts of JSON strings with escapes or control characters that JSON does not have. */
  const badTexts = [
    ...['"\\x"', '"\\u12"', '"\\u12g4"', '"\\U0041"', '"\\ud8"', '"\\u00\\""', '"\\\\\\x"', '"\\\'"', '"\\\t"'],
    ...['"a\tb"', '"a\u0000b"', '"a\u001fb"', '"a\rb"', '"a\nb"', `"${'long '.repeat(20)}\t"`],
  ];

  test.each([...badTexts, '{"a\n":1}', '{"a\t":{}}', '[[],{"a":"\\x"}]', '{"\\x":1}', '{"":"\u0000"}'])(
    '%j when it is read, not when it is skipped',
    (text) => {
      const line = Buffer.from(text);
      expect(jsonAccepts(line)).toBe(false);
      expect(jsonAcceptsEmptied(line)).toBe(true);
      expect(acceptsSkipped(line)).toBe(true);
      expect(acceptsWalked(line)).toBe(false);
      for (const after of ['"', '}', ']', '1', 'l', '"}]}']) {
        expect(acceptsSkipped(line, 3, after)).toBe(true);
        expect(acceptsWalked(line, 3, after)).toBe(false);
      }
    },
  );

  test.each(badTexts)('%j by string(), by stringPlace() and as a key, known or not', (text) => {
    open(text);
    expect(() => scanner.string()).toThrow(NotJson);
    open(text);
    expect(() => scanner.stringPlace()).toThrow(NotJson);
    for (const key of [text, `"a${text.slice(1)}`]) {
      open(`{${key}:1}`);
      expect(scanner.enterObject()).toBe(true);
      expect(() => scanner.nextKey()).toThrow(NotJson);
    }
  });

  test.each(badTexts)('%j beside what is read costs nothing', (text) => {
    open(`{"b":${text},"type":"x","message":[{${text}:${text}}],"a":"y"}`);
    const got: (string | null)[] = [];
    expect(scanner.enterObject()).toBe(true);
    for (let key = scanner.nextKey(); key !== null; key = scanner.nextKey()) {
      if (key === 'type' || key === 'a') got.push(scanner.string());
      else scanner.skip();
    }
    scanner.close();
    expect(got).toEqual(['x', 'y']);
  });

  test.each([
    '"a\u007fb"',
    '"\u2028"',
    '"\\ud800"',
    '"\\u0000"',
    '\t\r {} \r\t',
    '[[[]]]',
    '{"":""}',
    '{"a":1,"a":2}',
    '-0.0e-0',
  ])('but not %j', (text) => {
    expect(jsonAccepts(Buffer.from(text))).toBe(true);
    expect(acceptsSkipped(Buffer.from(text))).toBe(true);
    expect(acceptsWalked(Buffer.from(text))).toBe(true);
  });

  /** Bytes that break or keep JSON in interesting ways. */
  const oddBytes = fc.oneof(
    fc.nat(255),
    fc.constantFrom(...Buffer.from('"\\{}[]:,0-.eEtn \t\r\u0000\u001f/u')),
    fc.constantFrom(0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xff),
  );
  const edits = fc.array(fc.tuple(fc.constantFrom('flip', 'cut', 'put', 'end', 'drop'), fc.nat(), oddBytes), {
    minLength: 1,
    maxLength: 3,
  });

  test('after any flips, cuts, insertions and trailing garbage, a line that is read is bad exactly when JSON.parse says so, and one that is skipped when JSON.parse says so of it without what stands in its strings', () => {
    let good = 0;
    let bad = 0;
    let badWithin = 0;
    fc.assert(
      fc.property(lines, edits, fc.nat(5), (line, changes, before) => {
        let bytes: Buffer = Buffer.from(line);
        for (const [how, where, byte] of changes) bytes = edited(bytes, how, where, byte);
        if (bytes.includes(0x0a)) return;
        const verdict = jsonAccepts(bytes);
        const emptied = jsonAcceptsEmptied(bytes);
        if (verdict) good++;
        else if (emptied) badWithin++;
        else bad++;
        expect(acceptsSkipped(bytes, before, '"}]')).toBe(emptied);
        expect(acceptsWalked(bytes, before)).toBe(verdict);
      }),
      { numRuns: 6000 },
    );
    expect(good).toBeGreaterThan(200);
    expect(bad).toBeGreaterThan(1000);
    expect(badWithin).toBeGreaterThan(50);
  });

  test('text that is no UTF-8 is read with U+FFFD, as a decoder puts it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (inside) => {
        const line = Buffer.concat([Buffer.from('"'), inside, Buffer.from('"')]);
        if (line.includes(0x0a) || !jsonAccepts(line)) return;
        scanner.open(Buffer.concat([line, Buffer.from('\n')]), 0, line.length);
        expect(scanner.string()).toBe(JSON.parse(line.toString('utf8')));
        scanner.close();
      }),
      { numRuns: 3000 },
    );
  });

  test('depth of 5,000 and of 200,000 costs no stack', () => {
    for (const depth of [5000, 200_000]) {
      const arrays = '['.repeat(depth) + ']'.repeat(depth);
      const objects = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      expect(acceptsSkipped(Buffer.from(arrays))).toBe(true);
      expect(acceptsSkipped(Buffer.from(objects))).toBe(true);
      expect(acceptsSkipped(Buffer.from(arrays.slice(0, -1)))).toBe(false);
      expect(acceptsSkipped(Buffer.from(`${objects.slice(0, -1)}]`))).toBe(false);
    }
  });
});

describe('a string that nobody reads is skipped to its own end', () => {
  /** How much of a line the skipper searches at a time (string-skipper.ts). */
  const WINDOW = 64 * 1024;

  /** Goes past the string of `text` in the midst of a line, and tells what then is next. */
  function skippedTo(text: string): { end: number; wanted: number; next: string | null } {
    const line = Buffer.from(`["x","${text}" , "next"]`);
    const { bytes, start, end } = inBuffer(line, 3, '"}]');
    scanner.open(bytes, start, end);
    scanner.enterArray();
    scanner.nextElement();
    scanner.skip();
    scanner.nextElement();
    scanner.skip();
    const at = scanner.position();
    scanner.nextElement();
    const next = scanner.string();
    expect(scanner.nextElement()).toBe(false);
    scanner.close();
    return { end: at, wanted: start + Buffer.byteLength(`["x","${text}"`), next };
  }

  function expectRightEnd(text: string): void {
    const { end, wanted, next } = skippedTo(text);
    expect(end).toBe(wanted);
    expect(next).toBe('next');
  }

  test('one of several windows, with escaped quotes and runs of backslashes before quotes', () => {
    expectRightEnd('x'.repeat(5 * WINDOW));
    expectRightEnd('\\"'.repeat(2 * WINDOW));
    expectRightEnd('\\\\'.repeat(2 * WINDOW));
    expectRightEnd(`${'\\\\\\"'.repeat(WINDOW)}\\\\`);
    expectRightEnd(`${'x'.repeat(WINDOW + 1)}\\"${'é\\\\\\\\\\"'.repeat(WINDOW / 4)}${'\\\\'.repeat(7)}`);
    expectRightEnd(`${'{\\"a\\":[1,\\"\\\\\\"]}'.repeat(WINDOW / 8)}\\"`);
  });

  test('a run of backslashes longer than a window, even and odd', () => {
    expectRightEnd('\\'.repeat(2 * WINDOW));
    expectRightEnd(`${'\\'.repeat(2 * WINDOW + 1)}"${'\\'.repeat(WINDOW)}`);
    expectRightEnd(`${'\\'.repeat(2 * WINDOW + 1)}" ,${'\\'.repeat(WINDOW + 1)}"`);
  });

  test.each([0, 1, 2, 3, 4, 5, 198, 199])('%i backslashes before a quote right at the border of a window', (run) => {
    // An odd run escapes its quote: the string goes on behind it.
    const tail = `${'\\'.repeat(run)}${run % 2 === 1 ? '" , ' : ''}`;
    for (const border of [WINDOW, 2 * WINDOW]) {
      for (let before = border - 210; before < border + 70; before++) expectRightEnd('x'.repeat(before) + tail);
    }
  });

  test('one that never ends is refused, wherever its line ends', () => {
    for (const length of [47, 48, 49, WINDOW + 47, WINDOW + 48, WINDOW + 49, 3 * WINDOW]) {
      for (const tail of ['', '\\', '\\"', '\\\\\\"']) {
        const line = Buffer.from(`["${'x'.repeat(length)}${tail}`);
        expect(jsonAcceptsEmptied(line)).toBe(false);
        expect(acceptsSkipped(line, 0, '"]')).toBe(false);
        const closed = Buffer.concat([line, Buffer.from('"]')]);
        expect(acceptsSkipped(closed)).toBe(tail !== '\\');
      }
    }
  });

  test('several in a line, of any lengths about the steps, the windows and the escapes', () => {
    const pieces = fc.oneof(
      fc.constantFrom('\\"', '\\\\', '\\\\\\"', '\\u0041', 'é', '😀', '{', ',', ' '),
      fc.tuple(fc.constantFrom('x', '\\\\', '\\"', ','), fc.constantFrom(1, 23, 24, 47, 48, 49, 1000)).map(repeated),
      fc.tuple(fc.constantFrom('x', '\\\\', '\\"'), fc.integer({ min: 32_700, max: 32_800 })).map(repeated),
      fc.tuple(fc.constantFrom('x'), fc.integer({ min: 65_400, max: 65_600 })).map(repeated),
    );
    const inside = fc.array(pieces, { maxLength: 6 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(inside, { minLength: 1, maxLength: 4 }), fc.nat(5), (strings, before) => {
        const line = Buffer.from(`[${strings.map((text) => `"${text}"`).join(',')}]`);
        const { bytes, start, end } = inBuffer(line, before, '"]');
        scanner.open(bytes, start, end);
        expect(scanner.enterArray()).toBe(true);
        let at = 0;
        while (scanner.nextElement()) {
          scanner.skip();
          at = endOfText(line, at + 2);
          expect(scanner.position()).toBe(start + at);
        }
        scanner.close();
        expect(at).toBe(line.length - 1);
      }),
      { numRuns: 300 },
    );
  });
});

function repeated([text, times]: [string, number]): string {
  return text.repeat(times);
}

const TRANSCRIPTS = fileURLToPath(new URL('../../../shared/transcripts', import.meta.url));

describe('public transcripts', () => {
  test.skipIf(!existsSync(TRANSCRIPTS))(
    'every line is bad exactly when JSON.parse says so (skipped where the public transcripts are not there)',
    () => {
      const scan = transcriptScanner();
      let seen = 0;
      for (const path of readdirSync(TRANSCRIPTS, { recursive: true, encoding: 'utf8' })) {
        if (!path.endsWith('.jsonl')) continue;
        const bytes = readFileSync(join(TRANSCRIPTS, path));
        for (let start = 0, line = 1; start < bytes.length; line++) {
          const newline = bytes.indexOf(0x0a, start);
          const end = newline < 0 ? bytes.length : newline;
          const written = bytes.subarray(start, end);
          const read = goesThrough(scan, bytes, start, end, () => walk(scan));
          const skipped = goesThrough(scan, bytes, start, end, () => scan.skip());
          if (read !== jsonAccepts(written)) expect.fail(`read: ${path}:${line}`);
          if (skipped !== jsonAcceptsEmptied(written)) expect.fail(`skipped: ${path}:${line}`);
          start = end + 1;
          seen++;
        }
      }
      expect(seen).toBeGreaterThan(10_000);
    },
  );
});

function open(text: string): void {
  const { bytes, start, end } = inBuffer(Buffer.from(text), 0, '');
  scanner.open(bytes, start, end);
}

function placeIn(text: string, before: number): StringPlace {
  const { bytes, start, end } = inBuffer(Buffer.from(text), before, '');
  scanner.open(bytes, start, end);
  const place = scanner.stringPlace();
  scanner.close();
  if (place === null) throw new Error(`no string: ${text}`);
  return place;
}

function edited(bytes: Buffer, how: string, where: number, byte: number): Buffer {
  const at = where % (bytes.length + 1);
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
  const put = Buffer.from([byte]);
  if (how === 'flip') return Buffer.concat([head, put, tail.subarray(1)]);
  if (how === 'drop') return Buffer.concat([head, tail.subarray(1)]);
  if (how === 'put') return Buffer.concat([head, put, tail]);
  return how === 'cut' ? Buffer.from(head) : Buffer.concat([bytes, put]);
}
