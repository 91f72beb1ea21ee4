import type { AnswerRecord, TranscriptRecord } from '../../src/model/records.ts';
import { lineParser } from '../../src/parse/parse-line.ts';
import type { Parsed } from '../../src/parse/record-taker.ts';
import { everyLineParser, usageParser } from '../../src/parse/usage-lines.ts';

/**
 * What is wrong with how a line is parsed, in words: that it throws; that the byte parser takes it for JSON and
 * `JSON.parse` does not, or the reverse; that it reads another value than `JSON.parse`; that the two depths differ.
 */
export function faultsOfLine(line: Buffer): string[] {
  try {
    return [...otherThanJson(line), ...otherByDepth(line)];
  } catch (error) {
    return [`throws ${String(error)}`];
  }
}

function otherThanJson(line: Buffer): string[] {
  const parsed = parsedBy(lineParser, line);
  const isRead = !parsed.oddities.some(({ kind }) => kind === 'bad-line');
  const value = jsonIn(line.toString());
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject) {
    const isDamagedInTexts = jsonIn(withoutTexts(line.toString('latin1'))) !== undefined;
    return isRead && !isDamagedInTexts ? ['reads what JSON.parse refuses'] : [];
  }
  if (!isRead) return ['refuses what JSON.parse reads'];
  const plain = parsedBy(lineParser, Buffer.from(JSON.stringify(value)));
  // Of members that stand there twice only those of answers are read as JSON.parse would.
  const compared = hasMembersTwice(line, value) ? answersIn : counted;
  const [got, expected] = [parsed, plain].map((each) => JSON.stringify(compared(each)));
  return got === expected ? [] : [`reads another value than JSON.parse: ${got} for ${expected}`];
}

function otherByDepth(line: Buffer): string[] {
  const [whole, ...light] = [lineParser, usageParser, everyLineParser].map((parser) =>
    JSON.stringify(answersIn(parsedBy(parser, line, BEYOND_HEAD))),
  );
  const differing = light.find((answers) => answers !== whole);
  return differing === undefined ? [] : [`depths differ: ${differing} for ${whole}`];
}

/** The first lines of a file are read whatever they hold. */
const BEYOND_HEAD = 100;
const FIRST_LINE = Buffer.from('{"timestamp":"2026-01-01T00:00:00Z"}\n');

function parsedBy(parser: typeof usageParser, line: Buffer, lineNo = 1): Parsed {
  const into: Parsed = { records: [], oddities: [] };
  const bytes = Buffer.concat([FIRST_LINE, line, Buffer.from('\n"usage":{}}')]);
  const parse = parser(into);
  if (lineNo > 1) parse(bytes, 0, FIRST_LINE.length - 1, 1, bytes.length);
  parse(bytes, FIRST_LINE.length, FIRST_LINE.length + line.length, lineNo, bytes.length);
  return into;
}

/** All but sizes, which are of what stands in the file. */
function counted({ records, oddities }: Parsed): unknown {
  return { records: JSON.parse(JSON.stringify(records, (key, value) => (SIZES.has(key) ? 0 : value))), oddities };
}

/** Sizes, hashes and first letters are of the bytes as they stand in the file. */
const SIZES = new Set([
  ...[
    'inputChars',
    'chars',
    'bytes',
    'hash',
    'inputHash',
    'textHash',
    'betas',
    'params',
    'visibleChars',
    'added',
    'removed',
    'mediaBytes',
  ],
  ...['thinkingChars', 'hiddenChars'],
]);

function hasMembersTwice(line: Buffer, value: object): boolean {
  const written = withoutTexts(line.toString('latin1')).split(':').length - 1;
  return written > membersOf(value);
}

function membersOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce((sum: number, each) => sum + membersOf(each), 0);
  return inner + (Array.isArray(value) ? 0 : Object.keys(value).length);
}

/** The answers as responses are counted by them: without texts, and without what calls were made with. */
function answersIn({ records }: Parsed): unknown[] {
  return records.filter(isAnswer).map((record) => ({
    ...record,
    ...{
      label: '',
      visibleChars: 0,
      hiddenChars: null,
      cacheMiss: null,
      effort: null,
      attribution: null,
      request: null,
      thinkingChars: null,
    },
    toolCalls: record.toolCalls.map(({ id }) => id),
  }));
}

function isAnswer(record: TranscriptRecord): record is AnswerRecord {
  return record.kind === 'answer';
}

/** Text within strings that are passed over is not looked at. */
function withoutTexts(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/gs, '""');
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
