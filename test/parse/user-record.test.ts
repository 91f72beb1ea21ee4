import { describe, expect, test } from 'vitest';
import type { ToolResult } from '../../src/model/tool-facts.ts';
import { lineParser } from '../../src/parse/parse-line.ts';
import type { Parsed } from '../../src/parse/record-taker.ts';
import { AT, PARENT_UUID, TIME, theRecord, UUID, user } from './transcript-lines.ts';

describe('the hash of a result', () => {
  const texts = [
    'x',
    'xy',
    'xyz',
    'done',
    'é😀',
    '"\\\n',
    'a longer text, of which there are several words',
    'x'.repeat(999),
  ];

  test.each(texts)('of %j is the same wherever it stands in a line', (text) => {
    const hashes = ['', '1', '12', '123', '1234'].flatMap((pad) => [
      hashOf(user([result(text)], { uuid: `${UUID}${pad}` })),
      hashOf({ pad, ...user([result(text)]) }),
      hashOf({ pad, ...user([{ type: 'text', text: pad }, result(text)]) }),
    ]);
    expect(hashes[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(new Set(hashes)).toEqual(new Set([hashes[0]]));
  });

  test('is the same wherever the line stands in a buffer, and wherever the buffer begins', () => {
    for (const text of texts) {
      const line = Buffer.from(`${JSON.stringify(user([result(text)]))}\n`);
      const hashes = [0, 1, 2, 3, 4, 5].flatMap((before) => {
        const bytes = Buffer.concat([Buffer.alloc(before, 0x20), line]);
        return [hashAt(bytes, before), hashAt(bytes.subarray(before), 0), hashAt(Buffer.concat([bytes, line]), before)];
      });
      expect(new Set(hashes)).toEqual(new Set([hashOf(user([result(text)]))]));
    }
  });

  test('is that of its text alone: not of its call, its record or what else stands there', () => {
    const hash = hashOf(user([result('done')]));
    expect(hashOf(user([{ ...result('done'), tool_use_id: 't2', is_error: true }], { isSidechain: true }))).toBe(hash);
    expect(
      hashOf(
        user([
          result([
            { type: 'text', text: 'done' },
            { type: 'image', source: {} },
          ]),
        ]),
      ),
    ).toBe(hash);
  });

  test('differs for any other text', () => {
    const others = [
      ...texts,
      'X',
      'x ',
      'xx',
      'yx',
      'xzy',
      'don',
      'done\u0000',
      '\u0000',
      '\u0000\u0000',
      'x'.repeat(998),
    ];
    const hashes = others.map((text) => hashOf(user([result(text)])));
    expect(new Set(hashes).size).toBe(others.length);
  });

  test('of a list covers all its texts in their order', () => {
    const list = (...parts: string[]) => hashOf(user([result(parts.map((text) => ({ type: 'text', text })))]));
    expect(list('a', 'b')).toMatch(/^[0-9a-f]{16}$/);
    expect(list('a', 'b')).toBe(list('a', 'b'));
    expect(new Set([list('a', 'b'), list('b', 'a'), list('ab'), list('a'), list('a', 'b', 'c')]).size).toBe(5);
  });

  test.each([[''], [null], [undefined], [7], [[]], [[null, { type: 'image' }]], [[{ type: 'text', text: '' }]]])(
    'of %j is none',
    (content) => {
      expect(only(user([result(content)]))).toMatchObject({ chars: 0, hash: '' });
    },
  );
});

describe('the label of a result', () => {
  test.each<[string, unknown, object, string]>([
    ['the beginning of an error’s text', 'Exit code 1\n\n  no such file', {}, 'Exit code 1 no such file'],
    ['of a list its first text', [{ type: 'image' }, { type: 'text', text: 'no' }, { text: 'yes' }], {}, 'no'],
    ['cut short', 'x'.repeat(5000), {}, `${'x'.repeat(79)}…`],
    ['of a refusal its words', "The user doesn't want to", {}, "The user doesn't want to"],
    ['of a refusal by the record’s word as well', 'no', { toolDenialKind: 'user-rejected' }, 'no'],
    ['none of an error without text', null, {}, ''],
    ['none of an error of an image', [{ type: 'image' }], {}, ''],
  ])('%s', (_, content, record, label) => {
    expect(only(user([{ ...result(content), is_error: true }], record)).label).toBe(label);
  });

  test.each([false, null, 'true', 1])('none of a result whose is_error is %j', (is_error) => {
    expect(only(user([{ ...result('Exit code 1'), is_error }]))).toMatchObject({ status: 'ok', label: '' });
  });
});

describe('lines that a result says were changed', () => {
  const hunk = (...lines: unknown[]) => ({ oldStart: 1, oldLines: 3, newStart: 1, newLines: 3, lines });
  const linesOf = (structuredPatch: unknown, content = [result('ok')]) =>
    only(user(content, { toolUseResult: { filePath: '/a', structuredPatch } })).lines;

  test('are those that begin with + and -, over all hunks', () => {
    expect(
      linesOf([hunk(' a', '-b', '+c', '+d', ' e'), hunk('+f', '-++', '+--', '\\ No newline at end of file')]),
    ).toEqual({
      added: 4,
      removed: 2,
    });
  });

  test.each<[string, unknown, object | null]>([
    ['only added', [hunk('+a', '+')], { added: 2, removed: 0 }],
    ['only removed', [hunk('-a', '-', ' c')], { added: 0, removed: 2 }],
    ['a hunk without any', [hunk(' a', '', 'é')], { added: 0, removed: 0 }],
    ['a hunk of no lines', [{}], { added: 0, removed: 0 }],
    ['no hunk', [], null],
    ['lines that are no texts', [hunk(7, null, ['+a'], { '+': '+' }, '+a')], { added: 1, removed: 0 }],
    ['lines that are no list', [{ lines: '+a' }], { added: 0, removed: 0 }],
    ['a patch that is no list', '+a', null],
    ['null', null, null],
    ['none at all', undefined, null],
  ])('%s', (_, structuredPatch, lines) => {
    expect(linesOf(structuredPatch)).toEqual(lines);
  });

  test('belong to no one where a record has several results', () => {
    const content = [result('a'), { ...result('b'), tool_use_id: 't2' }];
    const { results } = theRecord('results', user(content, { toolUseResult: { structuredPatch: [hunk('+a')] } }));
    expect(results.map(({ lines }) => lines)).toEqual([null, null]);
  });
});

describe('the agent that a result is of', () => {
  const report = { type: 'text', text: 'All is well.' };
  test.each<[string, unknown, string | null]>([
    ['a text', 'agentId: a1b2c3 (for resuming to continue this agent’s work if needed)', 'a1b2c3'],
    ['a text behind other words', 'Async agent launched successfully.\nagentId: a1b2c3 (internal ID)\n', 'a1b2c3'],
    ['the last text of a list', [report, { type: 'text', text: 'agentId: a1b2c3\n<usage>x</usage>' }], 'a1b2c3'],
    ['the first text of a list', [{ type: 'text', text: 'agentId: a1b2c3' }, report], 'a1b2c3'],
    ['the first before the last', [{ text: 'agentId: a1' }, { text: 'agentId: a2' }], 'a1'],
    ['a team member', 'Spawned successfully.\nagent_id: scout@my-team\nname: scout', 'scout@my-team'],
    ['without a space', 'agentId:a-b_c', 'a-b_c'],
    ['no id', 'agentId: (none)', null],
    ['another word', 'subagentId: a1', null],
    ['only far behind the head', `${'x '.repeat(200)}agentId: a1`, null],
    ['only in a text in the midst', [report, { text: 'agentId: a1' }, report], null],
    ['nothing', null, null],
  ])('agentId: in %s', (_, content, agentId) => {
    expect(only(user([result(content)])).agentId).toBe(agentId);
  });

  test('by the record’s own word before the text’s', () => {
    const record = { toolUseResult: { agentId: 'a7', content: [report] } };
    expect(only(user([result('agentId: a1')], record)).agentId).toBe('a7');
    expect(only(user([result('done')], record)).agentId).toBe('a7');
  });

  test('of several results only by the text of each', () => {
    const content = [result('agentId: a1'), { ...result('done'), tool_use_id: 't2' }];
    const { results } = theRecord('results', user(content, { toolUseResult: { agentId: 'a7' } }));
    expect(results.map(({ agentId }) => agentId)).toEqual(['a1', null]);
  });

  test('the thread’s own agent is no result’s', () => {
    const record = theRecord('results', user([result('done')], { agentId: 'a7', isSidechain: true }));
    expect([record.agentId, record.results[0]?.agentId]).toEqual(['a7', null]);
  });
});

test('a result of very old records, beside the message, is one like any other', () => {
  const line = {
    ...{ type: 'user', uuid: UUID, parentUuid: PARENT_UUID, timestamp: TIME, promptId: 'p1' },
    tool_use_result: { tool_use_id: 't1', content: 'done', is_error: true },
    toolUseResult: { agentId: 'a7' },
  };
  expect(theRecord('results', line)).toEqual({
    ...{
      kind: 'results',
      line: 1,
      at: AT,
      uuid: null,
      parentUuid: null,
      agentId: null,
      sidechain: false,
      recovered: false,
      promptId: 'p1',
    },
    results: [
      {
        ...{ toolUseId: 't1', status: 'error', chars: 4, hash: hashOf(user([result('done')])), label: 'done' },
        ...{
          lines: null,
          agentId: 'a7',
          mediaBytes: null,
          mediaPixels: null,
          loads: null,
          refused: null,
          runId: null,
          searches: null,
        },
      },
    ],
  });
});

describe('what a record says of its prompt', () => {
  test.each<[unknown, string | null]>([
    ['plan', 'plan'],
    ['acceptEdits', 'acceptEdits'],
    [' odd\nmode', 'odd mode'],
    [undefined, null],
    [null, null],
    [7, null],
  ])('permission mode %j', (permissionMode, mode) => {
    expect(theRecord('prompt', user('go on', { permissionMode })).permissionMode).toBe(mode);
  });

  test.each<[unknown, string | null]>([
    ['p1', 'p1'],
    [undefined, null],
    [null, null],
    [7, null],
  ])('results were made for prompt %j', (promptId, id) => {
    expect(theRecord('results', user([result('done')], { promptId })).promptId).toBe(id);
  });
});

function result(content: unknown) {
  return { type: 'tool_result', tool_use_id: 't1', content };
}

function only(line: unknown): ToolResult {
  return onlyOf(theRecord('results', line).results);
}

function onlyOf(results: readonly ToolResult[]): ToolResult {
  const [found] = results;
  if (found === undefined || results.length > 1) throw new Error(`${results.length} results`);
  return found;
}

function hashOf(line: unknown): string {
  return only(line).hash;
}

/** Hash of the one result of the line that begins at `start` and ends at the next newline. */
function hashAt(bytes: Buffer, start: number): string {
  const parsed: Parsed = { records: [], oddities: [] };
  lineParser(parsed)(bytes, start, bytes.indexOf(0x0a, start), 1);
  return onlyOf(parsed.records.flatMap((record) => (record.kind === 'results' ? record.results : []))).hash;
}
