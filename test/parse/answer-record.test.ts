import { describe, expect, test } from 'vitest';
import { assistant, parseLines, theRecord } from './transcript-lines.ts';

describe('the label of an answer', () => {
  test.each<[string, unknown, string]>([
    ['a text', 'hello', 'hello'],
    [
      'the first text of its blocks',
      [
        { type: 'text', text: 'one' },
        { type: 'text', text: 'two' },
      ],
      'one',
    ],
    [
      'behind what it thought',
      [
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'one' },
      ],
      'one',
    ],
    ['none of what it thought', [{ type: 'thinking', thinking: 'hm' }], ''],
    ['none of a call', [{ type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } }], ''],
    ['one line', '# Title\n\n- a\tb', '# Title - a b'],
    ['cut short', `${'word '.repeat(500)}`, `${'word '.repeat(15)}word…`],
    ['none of no content', null, ''],
  ])('%s', (_, content, label) => {
    expect(theRecord('answer', assistant({ content })).label).toBe(label);
  });
});

describe('why the prompt cache was missed', () => {
  const missOf = (diagnostics: unknown) => theRecord('answer', assistant({ diagnostics })).cacheMiss;

  test.each<[string, unknown, object]>([
    [
      'reason and tokens',
      { type: 'tools_changed', cache_missed_input_tokens: 191_453 },
      { reason: 'tools_changed', tokens: 191_453 },
    ],
    ['no tokens', { type: 'previous_message_not_found' }, { reason: 'previous_message_not_found', tokens: null }],
    ['none at all', { type: 'x', cache_missed_input_tokens: 0 }, { reason: 'x', tokens: 0 }],
    ['a negative', { type: 'x', cache_missed_input_tokens: -1 }, { reason: 'x', tokens: null }],
    ['a fraction', { type: 'x', cache_missed_input_tokens: 1.5 }, { reason: 'x', tokens: null }],
    ['digits in a text', { type: 'x', cache_missed_input_tokens: '7' }, { reason: 'x', tokens: null }],
    ['null', { cache_missed_input_tokens: null, type: 'x', more: [1] }, { reason: 'x', tokens: null }],
    ['a reason of several lines', { type: ' a\nb ' }, { reason: 'a b', tokens: null }],
    ['no reason', {}, { reason: '', tokens: null }],
    ['a reason that is no text', { type: 7 }, { reason: '', tokens: null }],
  ])('%s', (_, reason, miss) => {
    expect(missOf({ other: { type: 'y' }, cache_miss_reason: reason, more: 'x' })).toEqual(miss);
  });

  test.each([undefined, null, 'x', 7, [], {}, { cache_miss_reason: null }, { cache_miss_reason: 'x' }, { type: 'x' }])(
    'diagnostics %j say nothing',
    (diagnostics) => {
      expect(missOf(diagnostics)).toBeNull();
    },
  );
});

describe('what a record says beside its message', () => {
  test.each<[unknown, string | null]>([
    ['high', 'high'],
    [' x\ny', 'x y'],
    ['', null],
    [null, null],
    [undefined, null],
    [7, null],
    [{ level: 'high' }, null],
  ])('effort %j', (effort, told) => {
    expect(theRecord('answer', assistant({}, { effort })).effort).toBe(told);
  });

  const none = { agent: null, skill: null, plugin: null, mcpServer: null, mcpTool: null };
  test.each<[object, object | null]>([
    [{ attributionAgent: 'Explore' }, { ...none, agent: 'Explore' }],
    [{ attributionSkill: 'review' }, { ...none, skill: 'review' }],
    [
      { attributionPlugin: 'kit', attributionSkill: 'kit:review' },
      { ...none, plugin: 'kit', skill: 'kit:review' },
    ],
    [
      { attributionMcpServer: 'github', attributionMcpTool: 'search' },
      { ...none, mcpServer: 'github', mcpTool: 'search' },
    ],
    [
      { attributionAgent: '', attributionSkill: 7, attributionPlugin: null, attributionMcpTool: ' a\nb' },
      { ...none, mcpTool: 'a b' },
    ],
    [{ attributionAgent: '', attributionSkill: 7, attributionPlugin: null, attributionMcpServer: {} }, null],
    [{}, null],
  ])('attribution %j', (record, attribution) => {
    expect(theRecord('answer', assistant({}, record)).attribution).toEqual(attribution);
  });

  test('is not carried on to the next record', () => {
    const said = { effort: 'high', attributionAgent: 'Explore' };
    const diagnostics = { cache_miss_reason: { type: 'x' } };
    expect(parseLines(assistant({ diagnostics }, said), assistant()).records.slice(1)).toEqual([
      { ...theRecord('answer', assistant()), line: 2 },
    ]);
  });
});

describe('the usage of records that follow on one another', () => {
  const usage = { input_tokens: 4, output_tokens: 7 };

  test('is each one’s own, alike or not', () => {
    const outputs = [7, 7, 8, 7, 70].map((output) => assistant({ usage: { ...usage, output_tokens: output } }));
    const { records, oddities } = parseLines(...outputs);
    expect(oddities).toEqual([]);
    expect(records).toMatchObject([7, 7, 8, 7, 70].map((output) => ({ usage: { tokens: { input: 4, output } } })));
  });

  test('one that is none costs neither its own line nor the next', () => {
    for (const odd of [null, 7, 'x', [], true]) {
      const { records, oddities } = parseLines(
        assistant({ usage: odd }),
        assistant({ usage }),
        assistant({ usage: odd }),
      );
      expect(oddities).toEqual([]);
      expect(
        records.map((record) => record.kind === 'answer' && [record.finished, record.usage.tokens.output]),
      ).toEqual([
        ...[
          [false, 0],
          [true, 7],
          [false, 0],
        ],
      ]);
    }
  });

  test('C9: nor does one that is a number which begins like the last one', () => {
    expect(parseLines(assistant({ usage: 1 }), assistant({ usage: 12 })).oddities).toEqual([]);
  });
});

describe('C6: what Claude Code wrote in place of an answer', () => {
  const nothing = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  const error = { isApiErrorMessage: true };

  test.each<[string, object, object]>([
    ['a text of its own model', { model: '<synthetic>' }, {}],
    ['an error under the name of a model, on which nothing was spent', { usage: nothing }, error],
    ['an error without usage', { usage: null }, error],
  ])('%s is no answer', (_, message, record) => {
    const { label, apiError } = theRecord('synthetic', assistant(message, record));
    expect([label, apiError]).toEqual(['hello', 'isApiErrorMessage' in record]);
  });

  test.each<[string, object, object]>([
    ['an error for which tokens were spent', {}, error],
    [
      'an error in which only an advisor spent',
      { usage: { iterations: [{ type: 'advisor_message', input_tokens: 5 }] } },
      error,
    ],
    ['an answer of no tokens that is no error', { usage: nothing }, {}],
  ])('%s is an answer', (_, message, record) => {
    expect(theRecord('answer', assistant(message, record)).key).toBe('msg_1');
  });

  test('so it is within the progress of an agent', () => {
    const message = { ...assistant({ usage: nothing }, error) };
    const progress = { type: 'progress', data: { type: 'agent_progress', agentId: 'a1', message } };
    expect(parseLines(progress).records).toEqual([]);
  });
});
