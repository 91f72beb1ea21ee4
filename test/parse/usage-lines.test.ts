import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AnswerRecord, TranscriptRecord } from '../../src/model/records.ts';
import { lineParser } from '../../src/parse/parse-line.ts';
import type { Parsed } from '../../src/parse/record-taker.ts';
import { usageParser } from '../../src/parse/usage-lines.ts';
import { assistant, TIME, user } from './transcript-lines.ts';

/** What each of the two parsers makes of some lines. */
function both(lines: readonly unknown[]): { readonly whole: Parsed; readonly usage: Parsed } {
  const texts = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
  const whole: Parsed = { records: [], oddities: [] };
  const usage: Parsed = { records: [], oddities: [] };
  const [parseWhole, parseUsage] = [lineParser(whole), usageParser(usage)];
  let start = 0;
  texts.forEach((text, index) => {
    const end = start + Buffer.byteLength(text);
    parseWhole(bytes, start, end, index + 1);
    parseUsage(bytes, start, end, index + 1, bytes.length);
    start = end + 1;
  });
  return { whole, usage };
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
    },
    toolCalls: record.toolCalls.map(({ id }) => id),
  }));
}

function isAnswer(record: TranscriptRecord): record is AnswerRecord {
  return record.kind === 'answer';
}

/** Records that say of which session another is a copy, and in which folder it was made. */
function evidenceIn({ records }: Parsed): unknown[] {
  return records.filter(({ kind }) => kind === 'origin' || kind === 'worktree');
}

const FIRST = user('hello');
const USAGE = { input_tokens: 1, output_tokens: 2 };

describe('usageParser', () => {
  it.each([
    ['a plain one', assistant()],
    ['with calls', assistant({ content: [{ type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { usage: 3 } }] })],
    ['whose content is a text', assistant({ content: 'a "usage" text' })],
    ['without usage', assistant({ usage: undefined })],
    [
      'without usage, behind a long text',
      { ...assistant({ usage: undefined, content: 'x'.repeat(5000) }), type: 'assistant' },
    ],
    [
      'that says its role behind a long text',
      {
        message: { content: 'x'.repeat(5000), id: 'msg_2', role: 'assistant' },
        ...{ timestamp: TIME, type: 'assistant' },
      },
    ],
    [
      'without usage, that says its type behind "user"',
      { message: { role: 'user', content: 'x'.repeat(9000) }, timestamp: TIME, type: 'assistant', uuid: 'u2' },
    ],
    [
      'without usage, that says its type between two long texts',
      {
        message: { content: 'x'.repeat(5000) },
        type: 'assistant',
        timestamp: TIME,
        uuid: 'u2',
        slug: 'x'.repeat(5000),
      },
    ],
    ['of an API error without tokens', assistant({ usage: { input_tokens: 0 } }, { isApiErrorMessage: true })],
    ['without an id of its message', assistant({ id: undefined })],
    ['without any id', assistant({ id: undefined }, { requestId: undefined, uuid: undefined })],
    ['on a sidechain', assistant({}, { isSidechain: true })],
    ['of an agent', assistant({}, { agentId: 'a1' })],
    ['of a copy', assistant({}, { forkedFrom: { sessionId: 's0' }, sessionId: 's1' })],
    ['of a background session', assistant({}, { sessionKind: 'bg' })],
    [
      'embedded in progress',
      {
        ...{ type: 'progress', timestamp: TIME },
        data: { type: 'agent_progress', agentId: 'a2', message: assistant() },
      },
    ],
    [
      'with several attempts',
      assistant({
        usage: {
          ...USAGE,
          iterations: [{ ...USAGE, type: 'message' }, null, { ...USAGE, type: 'advisor_message', model: 'm' }],
        },
      }),
    ],
    ['with numbers that are none', assistant({ usage: { input_tokens: '7', output_tokens: -1, cache_creation: 4 } })],
    ['in a folder that is no ASCII', assistant({}, { cwd: '/home/jürgen/Ⅻ', gitBranch: 'ветка' })],
    ['streamed to a program', assistant({}, { session_id: 's' })],
  ])('reads an answer as lineParser does: %s', (_name, answer) => {
    const { whole, usage } = both([FIRST, answer]);
    expect(answersIn(usage)).toEqual(answersIn(whole));
    expect(answersIn(usage).length).toBe(/error|streamed/.test(_name) ? 0 : 1);
  });

  it.each(['é'.repeat(300), '\n'.repeat(300), '"'.repeat(150), '\u{1d11e}'.repeat(150)])(
    'cuts an id that is none as lineParser does: %j',
    (uuid) => {
      const { whole, usage } = both([FIRST, assistant({}, { uuid, parentUuid: uuid, isSidechain: true })]);
      expect(answersIn(usage)).toEqual(answersIn(whole));
      expect(answersIn(usage)).toHaveLength(1);
    },
  );

  it('reads a folder that is written with escapes', () => {
    const line = JSON.stringify(assistant({}, { cwd: '/home/jürgen/é' })).replace('é', '\\u00e9');
    const { whole, usage } = both([FIRST, line]);
    const places = ({ records }: Parsed) => records.filter(({ kind }) => kind === 'place');
    expect(places(usage)).toEqual(places(whole));
  });

  it.each([
    ['no JSON', '{"type":"assistant","usage"'],
    ['a list', '[1]'],
    ['a cut line before a whole one', `{"type":"assi${JSON.stringify(assistant())}`],
    ['NUL bytes before it', `\0\0${JSON.stringify(assistant())}`],
    ['no object, but usage', '["usage"]'],
  ])('says of a bad line what lineParser says: %s', (_name, line) => {
    const { whole, usage } = both([FIRST, line]);
    expect(usage.oddities).toEqual(whole.oddities);
    expect(answersIn(usage)).toEqual(answersIn(whole));
  });

  it.each([
    { type: 'derived-from', sessions: [{ sessionId: 's0', via: 'fork' }] },
    { type: 'continued-in', continuedInSessionId: 's2' },
    { type: 'worktree-state', worktreeSession: { worktreePath: '/w', originalCwd: '/o' } },
  ])('reads what says of which session or folder a session is: $type', (line) => {
    const { whole, usage } = both([FIRST, line]);
    expect(evidenceIn(usage)).toEqual(evidenceIn(whole));
  });

  it('passes over the lines that hold neither, but for the first of a file, which tell when it began', () => {
    const head = Array.from({ length: 8 }, () => FIRST);
    const long = user('x'.repeat(9000));
    expect(both(head).usage.records).toMatchObject([{ kind: 'other', at: Date.parse(TIME) }]);
    expect(both([FIRST, long]).usage.records).toEqual(both([FIRST]).usage.records);
    const more = [user('more'), user('text with "usage" and "assistant"')];
    expect(both([...head, ...more]).usage.records).toEqual(both(head).usage.records);
  });

  it.each([
    ['is of before the first', { timestamp: '2020-01-01T00:00:00.000Z' }, 'other'],
    ['is of before the first, written in another way', { timestamp: '2020-01-01T00:00:00Z' }, 'other'],
    ['names the session that it was copied from', { forkedFrom: { sessionId: 'other' } }, 'origin'],
    ['names the session that asked for it', { requestSessionId: 'other' }, 'origin'],
  ])('reads a line at the head of a file that %s', (_what, more, kind) => {
    const first = { ...user('hello'), cwd: '/w' };
    const line = { ...first, ...more };
    const before = both([first]).usage.records.length;
    const { records } = both([first, line]).usage;
    expect(records.slice(before).map((record) => record.kind)).toContain(kind);
  });

  it('C1 to C8: reads whatever stands in the fields of an answer as lineParser does', () => {
    const count = fc.oneof(fc.nat(), fc.constantFrom<unknown>(null, -1, 1.5, '3', true, [], {}, 2 ** 53));
    const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom<unknown>(null, 3, {}, undefined));
    const usage = fc.record(
      { input_tokens: count, output_tokens: count, cache_read_input_tokens: count, cache_creation_input_tokens: count },
      { requiredKeys: [] },
    );
    const record = fc.record({
      type: fc.constantFrom('assistant', 'user', 'progress', 7),
      ...{ cwd: text, gitBranch: text, version: text, sessionId: text, requestId: text, agentId: text, uuid: text },
      timestamp: fc.constantFrom(TIME, '2026-01-01T00:00:01.600Z', '2026-01-01', 'x', 5),
      isSidechain: fc.boolean(),
      message: fc.record({ id: text, model: text, stop_reason: text, usage, content: fc.oneof(text, fc.array(text)) }),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 4 }), (records) => {
        const { whole, usage: light } = both([FIRST, ...records]);
        expect(answersIn(light)).toEqual(answersIn(whole));
      }),
    );
  });
});
