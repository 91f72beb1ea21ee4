import { describe, expect, test } from 'vitest';
import { contentHash } from '../../src/model/content-hash.ts';
import type { TranscriptRecord } from '../../src/model/records.ts';
import { parseAgentMeta } from '../../src/parse/parse-line.ts';
import { AT, assistant, PARENT_UUID, parseLines, TIME, theRecord, UUID, user } from './transcript-lines.ts';

const THREAD = { uuid: null, parentUuid: null, agentId: null, sidechain: false, recovered: false };
const NAMED = { ...THREAD, uuid: '3f0c1f6e0b3a4d7e' };
const HASH = expect.stringMatching(/^[0-9a-f]{16}$/);

describe('an answer', () => {
  test('all that is kept of one', () => {
    expect(parseLines(assistant({}, { agentId: 'a1', isSidechain: true }))).toEqual({
      oddities: [],
      records: [
        {
          kind: 'answer',
          line: 1,
          at: AT,
          uuid: '3f0c1f6e0b3a4d7e',
          parentUuid: '1111111122223333',
          agentId: 'a1',
          sidechain: true,
          key: 'msg_1',
          model: 'claude-opus-5-5',
          finished: true,
          stopReason: 'end_turn',
          usage: {
            tokens: { input: 4, output: 736, cacheRead: 51230, cacheWrite5m: 2118, cacheWrite1h: 0 },
            thinkingTokens: null,
            contextTokens: 53352,
            fast: false,
            geo: '',
            tier: '',
            webSearches: 0,
            extras: [],
          },
          visibleChars: 5,
          toolCalls: [],
          recovered: false,
          label: 'hello',
          effort: null,
          cacheMiss: null,
          attribution: null,
          thinkingChars: null,
          request: null,
          copied: false,
          hiddenChars: null,
          background: null,
        },
      ],
    });
  });

  test.each<[string, object, object, string]>([
    ['the message id', {}, {}, 'msg_1'],
    ['without it the request id', { id: null }, {}, 'req_1'],
    ['an empty one is none', { id: '' }, {}, 'req_1'],
    ['one that is no text is none', { id: 7 }, {}, 'req_1'],
    ['without both the uuid', { id: null }, { requestId: null }, UUID],
  ])('C1: its key is %s', (_, message, record, key) => {
    expect(theRecord('answer', assistant(message, record)).key).toBe(key);
  });

  test.each<[string, object, boolean]>([
    ['a stop reason', {}, true],
    ['none', { stop_reason: null }, false],
    ['none at all', { stop_reason: undefined }, false],
    ['one that is no text', { stop_reason: true }, false],
    ['a stop reason, but no usage', { usage: null }, false],
  ])('C7: with %s it is finished: %s', (_, message, finished) => {
    expect(theRecord('answer', assistant(message)).finished).toBe(finished);
  });

  test('C8: numbers that are no counts are told with their line, and cost only themselves', () => {
    const parsed = parseLines(
      assistant(),
      assistant({ usage: { input_tokens: '4', output_tokens: 9, cache_read_input_tokens: -1 } }),
    );
    expect(parsed.oddities).toEqual([{ kind: 'bad-number', line: 2, detail: '2 usage fields hold no count' }]);
    expect(parsed.records.at(-1)).toMatchObject({ usage: { tokens: { input: 0, output: 9, cacheRead: 0 } } });
  });

  test('visible characters are those of text, thinking and tool input', () => {
    const content = [
      { type: 'thinking', thinking: 'né', signature: 'long and not counted' },
      { type: 'text', text: '😀\n' },
      { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls' } },
      { type: 'redacted_thinking', data: 'not counted' },
    ];
    expect(theRecord('answer', assistant({ content })).visibleChars).toBe(2 + 3 + '{"command":"ls"}'.length);
  });

  test.each<[string, string, number, number | null]>([
    ['that is written out', 'x'.repeat(300), 640, null],
    ['of which there is a summary', 'x'.repeat(100), 640, 200],
    ['of which nothing is written', '', 640, 300],
    ['whose signature has no more than its frame', '', 240, null],
  ])('hidden characters are those of thinking %s', (_, thinking, signature, hidden) => {
    const content = [{ type: 'thinking', thinking, signature: 's'.repeat(signature) }];
    expect(theRecord('answer', assistant({ content })).hiddenChars).toBe(hidden);
  });

  test.each<[string, object[], number | null]>([
    ['written out', [{ type: 'thinking', thinking: 'née', signature: 's' }], 3],
    ['not written out', [{ type: 'thinking', thinking: '', signature: 's' }], 0],
    ['redacted', [{ type: 'redacted_thinking', data: 'long' }], 0],
    ['not there', [{ type: 'text', text: 'words' }], null],
  ])('of thinking that is %s the characters that are to be read', (_, content, expected) => {
    expect(theRecord('answer', assistant({ content })).thinkingChars).toBe(expected);
  });

  test('of a tool call: its id, its name, what it is called on, hash and size of its arguments, and the agent it starts', () => {
    const content = [
      { type: 'tool_use', id: 't1', name: 'Bash', input: { command: 'ls', prompt: 'x', subagent_type: 'y' } },
      { type: 'tool_use', id: 't2', name: 'Agent', input: { prompt: '  look here\n', subagent_type: 'Explore' } },
      { type: 'tool_use', id: 't3', name: 'Task', input: {} },
      { type: 'tool_use', id: 't4', name: 'Task', input: 'odd' },
      { type: 'tool_use', id: 't5', name: 'Task' },
      { type: 'tool_use', name: 'no id' },
    ];
    const nothing = { agentType: null, name: null, promptHash: null };
    expect(theRecord('answer', assistant({ content })).toolCalls).toEqual([
      {
        ...{ id: 't1', name: 'Bash', target: 'ls', inputHash: HASH, inputChars: 49 },
        ...{ lines: null, spawn: null, program: 'ls', reads: null, onlyReads: true },
      },
      {
        ...{ id: 't2', name: 'Agent', target: 'Explore', inputHash: HASH, inputChars: 52, lines: null },
        spawn: { agentType: 'Explore', name: null, promptHash: contentHash('look here') },
        program: null,
        onlyReads: null,
        reads: null,
      },
      {
        id: 't3',
        name: 'Task',
        target: '',
        inputHash: HASH,
        inputChars: 2,
        lines: null,
        spawn: nothing,
        program: null,
        onlyReads: null,
        reads: null,
      },
      {
        id: 't4',
        name: 'Task',
        target: '',
        inputHash: HASH,
        inputChars: 5,
        lines: null,
        spawn: nothing,
        program: null,
        onlyReads: null,
        reads: null,
      },
      {
        id: 't5',
        name: 'Task',
        target: '',
        inputHash: '',
        inputChars: 0,
        lines: null,
        spawn: nothing,
        program: null,
        onlyReads: null,
        reads: null,
      },
    ]);
  });

  test.each<[string, unknown, number]>([
    ['a text', 'hello', 5],
    ['null', null, 0],
    ['a number', 7, 0],
    ['an object', { type: 'text', text: 'x' }, 0],
    ['an empty list', [], 0],
    [
      'a list with nulls and texts',
      [null, 'x', 7, { type: 'text', text: 'hello' }, { type: 'text', text: null }, {}],
      5,
    ],
  ])('its content may be %s', (_, content, visibleChars) => {
    expect(theRecord('answer', assistant({ content }))).toMatchObject({ visibleChars, toolCalls: [], key: 'msg_1' });
  });

  test('a message with neither content nor usage is none of ours', () => {
    const record = {
      type: 'assistant',
      timestamp: TIME,
      message: { role: 'model', parts: [{ text: 'x' }] },
      usageMetadata: {},
    };
    expect(parseLines(record).records).toEqual([{ kind: 'other', line: 1, at: AT, until: AT }]);
  });

  test('C6: a synthetic message is no answer', () => {
    const content = [{ type: 'text', text: 'API Error: 529\noverloaded' }];
    const record = theRecord('synthetic', assistant({ model: '<synthetic>', content }, { isApiErrorMessage: true }));
    expect(record).toEqual({
      ...{ kind: 'synthetic', line: 1, at: AT, ...THREAD },
      ...{ apiError: true, label: 'API Error: 529 overloaded', request: null, limit: null },
    });
    expect(theRecord('synthetic', assistant({ model: '<synthetic>', content: 'text' }))).toMatchObject({
      apiError: false,
      label: 'text',
    });
    expect(theRecord('synthetic', assistant({ model: '<synthetic>', content: null, usage: {} })).label).toBe('');
  });

  test.each<[string, unknown, unknown]>([
    [
      'its name and its reset',
      { rateLimitType: 'five_hour', resetsAt: 1_772_719_200 },
      { quota: 'five_hour', resetsAt: 1_772_719_200_000 },
    ],
    ['its name alone', { rateLimitType: 'overage', status: 'rejected' }, { quota: 'overage', resetsAt: null }],
    ['nothing without a name', { resetsAt: 1_772_719_200 }, null],
    ['nothing where it is no object', 'five_hour', null],
  ])('of a quota that was used up is kept %s', (_, quotaLimits, limit) => {
    const more = { isApiErrorMessage: true, error: 'rate_limit', quotaLimits };
    expect(theRecord('synthetic', assistant({ model: '<synthetic>', content: 'limit' }, more)).limit).toEqual(limit);
  });
});

describe('C5: an answer within a progress record', () => {
  const progress = (data: object = {}, inner: object = {}, message: object = {}) => ({
    type: 'progress',
    timestamp: '2026-01-01T00:00:09.000Z',
    data: { type: 'agent_progress', agentId: 'a1', message: { ...assistant(message), ...inner }, ...data },
  });

  test('is recovered, under its own key, time and agent', () => {
    expect(theRecord('answer', progress())).toMatchObject({
      recovered: true,
      key: 'msg_1',
      at: AT,
      agentId: 'a1',
      uuid: null,
      parentUuid: null,
      sidechain: false,
      usage: { tokens: { output: 736 } },
      label: 'hello',
      effort: null,
      cacheMiss: null,
      attribution: null,
    });
    expect(theRecord('answer', progress({}, { timestamp: null })).at).toBe(AT + 7500);
    expect(theRecord('answer', progress({}, {}, { id: null })).key).toBe('req_1');
    expect(theRecord('answer', progress({}, { requestId: null }, { id: null })).key).toBe(UUID);
  });

  test.each<[string, object]>([
    ['of another type', progress({ type: 'hook_progress' })],
    ['that is synthetic', progress({}, {}, { model: '<synthetic>' })],
    ['without usage', progress({}, {}, { usage: null })],
    ['without any id', progress({}, { uuid: null, requestId: null }, { id: null })],
    ['without a message', progress({ message: null })],
    ['whose data is no object', { type: 'progress', timestamp: '2026-01-01T00:00:09.000Z', data: 'x' }],
  ])('but not one %s', (_, record) => {
    expect(parseLines(record).records).toEqual([{ kind: 'other', line: 1, at: AT + 7500, until: AT + 7500 }]);
  });
});

describe('C5: what an agent was told within a progress record', () => {
  const progress = (content: unknown, inner: object = {}, data: object = {}) => ({
    type: 'progress',
    timestamp: '2026-01-01T00:00:09.000Z',
    data: { type: 'agent_progress', agentId: 'a1', message: { ...user(content), ...inner }, ...data },
  });

  test('its prompt, under the time and the agent of its own', () => {
    expect(theRecord('prompt', progress([{ type: 'text', text: 'look around' }]))).toMatchObject({
      ...{ recovered: true, agentId: 'a1', at: AT, uuid: '3f0c1f6e0b3a4d7e', sidechain: false },
      ...{ label: 'look around', chars: 11 },
    });
    expect(theRecord('prompt', progress('look', { timestamp: null })).at).toBe(AT + 7500);
  });

  test('the results of its tools, with what stands beside them', () => {
    const content = [{ type: 'tool_result', tool_use_id: 't1', content: 'done' }];
    const patch = { structuredPatch: [{ lines: ['+a', '-b', '+c'] }] };
    expect(theRecord('results', progress(content, { toolUseResult: patch }))).toMatchObject({
      ...{ recovered: true, agentId: 'a1', at: AT },
      results: [{ toolUseId: 't1', chars: 4, lines: { added: 2, removed: 1 } }],
    });
  });

  test('its interruption, and what is no prompt', () => {
    expect(theRecord('interrupt', progress('[Request interrupted by user]'))).toMatchObject({ recovered: true });
    expect(theRecord('note', progress('a reminder', { isMeta: true }))).toMatchObject({ recovered: true, chars: 10 });
  });

  test('a record that stands by itself is not recovered', () => {
    expect(theRecord('prompt', user('hi')).recovered).toBe(false);
  });

  test.each<[string, object]>([
    ['of another type', progress('hi', {}, { type: 'hook_progress' })],
    ['of no agent', progress('hi', {}, { agentId: null })],
    ['that is empty', progress([])],
    ['within another one', progress('hi', { type: 'progress', message: null, data: { message: user('hi') } })],
  ])('but nothing %s', (_, record) => {
    const { records } = parseLines(record);
    expect(records).toEqual([{ kind: 'other', line: 1, at: AT + 7500, until: AT + 7500 }]);
  });
});

describe('a user record', () => {
  test('a typed prompt: its label, its size and the hash of its text', () => {
    expect(theRecord('prompt', user('  fix\nthe test ', { promptId: 'p1' }))).toEqual({
      ...{ kind: 'prompt', line: 1, at: AT, ...NAMED },
      ...{
        promptKind: 'typed',
        promptId: 'p1',
        label: 'fix the test',
        chars: 15,
        textHash: contentHash('fix\nthe test'),
        permissionMode: null,
        mediaBytes: null,
        mediaPixels: null,
        inSystem: false,
        blocks: null,
      },
    });
  });

  test('a prompt of blocks counts the texts of all', () => {
    const content = [
      null,
      { type: 'text', text: 'see' },
      { type: 'image', source: { data: 'AAAA' } },
      { type: 'text', text: 'this' },
    ];
    expect(theRecord('prompt', user(content))).toMatchObject({ promptKind: 'typed', label: 'see this', chars: 7 });
    expect(theRecord('prompt', user([{ type: 'image', source: {} }])).label).toBe('[image]');
    expect(theRecord('prompt', user([{ type: 'document', source: {} }])).promptKind).toBe('typed');
  });

  test.each<[string, unknown, object]>([
    ['only for the transcript', 'x', { isVisibleInTranscriptOnly: true }],
    ['empty', '', {}],
    ['null', null, {}],
    ['a list of nulls', [null, null], {}],
    ['a number', 7, {}],
    ['meta and empty', '', { isMeta: true }],
  ])('nothing when it is %s', (_, content, record) => {
    expect(parseLines(user(content, record)).records).toEqual([{ kind: 'other', line: 1, at: AT, until: AT }]);
  });

  const SKILL = 'Base directory for this skill: /home/a/.claude/skills/pdf-forms\n\n# PDF';
  const BOTH = { isCompactSummary: true, isVisibleInTranscriptOnly: true };
  test.each<[string, unknown, object, object]>([
    ['meta', 'fix it', { isMeta: true }, { note: 'text', label: 'fix it', chars: 6 }],
    ['a compaction summary', 'This went before', { isCompactSummary: true }, { note: 'summary', chars: 16 }],
    ['a summary, hidden from people', 'This went before', BOTH, { note: 'summary' }],
    ['text of Claude Code itself', '<local-command-stdout>ok</local-command-stdout>', {}, { note: 'text', chars: 47 }],
    ['the body of a skill', SKILL, { isMeta: true }, { note: 'skill', label: 'pdf-forms', chars: SKILL.length }],
    [
      'a skill on Windows',
      'Base directory for this skill: C:\\s\\pdf\n',
      { isMeta: true },
      { note: 'skill', label: 'pdf' },
    ],
    [
      'several texts',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'bc' },
      ],
      { isMeta: true },
      { chars: 3 },
    ],
    ['an image', [{ type: 'image', source: { data: 'x' } }], { isMeta: true }, { chars: 0, mediaBytes: 12 }],
  ])('a note, and no prompt, when it is %s', (_, content, record, note) => {
    expect(parseLines(user(content, record)).records).toEqual([
      expect.objectContaining({ kind: 'note', line: 1, at: AT, ...THREAD, mediaBytes: null, ...note }),
    ]);
  });

  test('images and documents are told by their bytes as written', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'A'.repeat(4000) };
    const bytes = JSON.stringify(source).length;
    const prompt = user([
      { type: 'text', text: 'look' },
      { type: 'image', source },
      { type: 'document', source },
    ]);
    expect(theRecord('prompt', prompt).mediaBytes).toBe(2 * bytes);
    const result = {
      type: 'tool_result',
      tool_use_id: 't1',
      content: [
        { type: 'text', text: 'x' },
        { type: 'image', source },
      ],
    };
    expect(theRecord('results', user([result])).results[0]).toMatchObject({ chars: 1, mediaBytes: bytes });
  });

  test.each<[object, string]>([
    [{ origin: { kind: 'human' } }, 'typed'],
    [{ origin: null }, 'typed'],
    [{ origin: 'human' }, 'typed'],
    [{ origin: { kind: 'peer' } }, 'teammate'],
    [{ origin: { kind: 'task-notification' } }, 'notification'],
    [{ promptSource: 'system' }, 'notification'],
    [{ promptSource: 'sdk' }, 'typed'],
    [{ scheduledTaskId: 's1' }, 'notification'],
  ])('%j makes it %s', (record, promptKind) => {
    expect(theRecord('prompt', user('go on', record)).promptKind).toBe(promptKind);
  });

  test('an interruption', () => {
    expect(theRecord('interrupt', user([{ type: 'text', text: '[Request interrupted by user]' }]))).toEqual({
      ...{ kind: 'interrupt', line: 1, at: AT, ...THREAD },
    });
  });

  test('results: status, size, hash and error of each, and the agent when there is one result only', () => {
    const result = (id: string, content: unknown, more: object = {}) => ({
      type: 'tool_result',
      tool_use_id: id,
      content,
      ...more,
    });
    const one = user([result('t1', 'done')], {
      promptId: 'p1',
      toolUseResult: { agentId: 'a7', content: [{ text: 'x' }] },
    });
    expect(theRecord('results', one)).toEqual({
      ...{ kind: 'results', line: 1, at: AT, ...THREAD, promptId: 'p1' },
      results: [
        {
          toolUseId: 't1',
          status: 'ok',
          chars: 4,
          hash: HASH,
          label: '',
          lines: null,
          agentId: 'a7',
          mediaBytes: null,
          mediaPixels: null,
          loads: null,
          refused: null,
          runId: null,
          searches: null,
        },
      ],
    });
    const many = user(
      [
        result('t1', [{ type: 'text', text: 'ab' }, null, 'x', { type: 'image' }, { type: 'text', text: 'c' }]),
        result('t2', 'no', { is_error: true }),
        result('t3', "The user doesn't want to proceed with this tool use.", { is_error: true }),
        result('t4', [{ type: 'text', text: "The user doesn't want to take this action" }], { is_error: true }),
        result('t5', null, { is_error: null }),
        { type: 'text', text: 'and a text' },
      ],
      { toolUseResult: { agentId: 'a7', structuredPatch: [{ lines: ['+a'] }] } },
    );
    const none = {
      lines: null,
      agentId: null,
      mediaBytes: null,
      mediaPixels: null,
      loads: null,
      refused: null,
      runId: null,
      searches: null,
    };
    expect(theRecord('results', many)).toEqual({
      ...{ kind: 'results', line: 1, at: AT, ...THREAD, promptId: null },
      results: [
        { toolUseId: 't1', status: 'ok', chars: 3, hash: HASH, label: '', ...none },
        { toolUseId: 't2', status: 'error', chars: 2, hash: HASH, label: 'no', ...none },
        {
          ...{ toolUseId: 't3', status: 'denied', chars: 52, hash: HASH, ...none, refused: true },
          label: "The user doesn't want to proceed with this tool use.",
        },
        {
          ...{ toolUseId: 't4', status: 'denied', chars: 41, hash: HASH, ...none, refused: true },
          label: "The user doesn't want to take this action",
        },
        { toolUseId: 't5', status: 'ok', chars: 0, hash: '', label: '', ...none },
      ],
    });
  });

  test.each([
    ['user-rejected', 'denied', true],
    ['permission-rule', 'error', true],
    ['automode-blocked', 'error', true],
    ['cancelled', 'error', null],
    ['interrupted', 'error', null],
  ])('a denial of kind %s is %s, refused: %s', (toolDenialKind, status, refused) => {
    const content = [{ type: 'tool_result', tool_use_id: 't1', content: 'no', is_error: true }];
    expect(theRecord('results', user(content, { toolDenialKind })).results[0]).toMatchObject({ status, refused });
  });

  test.each(['Error: x', ['x'], 7, null, {}, { agentId: 7 }])(
    'a tool use result that is %j names no agent',
    (toolUseResult) => {
      const content = [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }];
      const { results } = theRecord('results', user(content, { toolUseResult }));
      expect(results.map(({ agentId, lines }) => ({ agentId, lines }))).toEqual([{ agentId: null, lines: null }]);
    },
  );

  test('a meta record that holds results gives them all the same', () => {
    const content = [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }];
    expect(theRecord('results', user(content, { isMeta: true })).results).toHaveLength(1);
  });
});

describe('other records', () => {
  const queued = (attachment: object) => ({
    type: 'attachment',
    uuid: UUID,
    timestamp: TIME,
    attachment: { type: 'queued_command', prompt: 'and then?', commandMode: 'prompt', ...attachment },
  });

  test.each<[string, object, string]>([
    ['words', {}, 'queued'],
    ['blocks', { prompt: [{ type: 'text', text: 'and then?' }, { type: 'image' }] }, 'queued'],
    ['a person’s', { origin: { kind: 'human' } }, 'queued'],
    ['a notification by its mode', { commandMode: 'task-notification' }, 'notification'],
    ['a notification by its text', { prompt: '<task-notification>and then?' }, 'notification'],
    ['a peer’s', { origin: { kind: 'peer' } }, 'teammate'],
  ])('queued: %s', (_, attachment, promptKind) => {
    expect(theRecord('prompt', queued(attachment))).toMatchObject({
      ...{ uuid: '3f0c1f6e0b3a4d7e', parentUuid: null, permissionMode: null },
      promptKind,
      label: expect.stringContaining('and then?'),
    });
  });

  test('a queued notification is labelled by its summary, a person’s words never', () => {
    const prompt = '<task-notification>\n<status>done</status><summary> Agent\n"x" finished</summary>';
    const words = 'what is <summary>this</summary>?';
    expect(theRecord('prompt', queued({ prompt })).label).toBe('Agent "x" finished');
    expect(theRecord('prompt', queued({ prompt: words })).label).toBe(words);
    expect(theRecord('prompt', queued({ commandMode: 'task-notification' })).label).toBe('and then?');
  });

  test('an answer of a background session says so', () => {
    expect(theRecord('answer', assistant({}, { sessionKind: 'bg' })).background).toBe(true);
    for (const sessionKind of ['interactive', '', null, 7])
      expect(theRecord('answer', assistant({}, { sessionKind })).background).toBeNull();
  });

  test('a worktree, with the folder that it was made in', () => {
    const state = (worktreeSession: unknown) => ({ type: 'worktree-state', worktreeSession });
    const whole = { originalCwd: '/w/app', worktreePath: '/w/fix', worktreeName: 'fix' };
    expect(parseLines(state(whole)).records).toEqual([
      { kind: 'worktree', line: 1, at: null, path: '/w/fix', madeIn: '/w/app' },
    ]);
    for (const none of [
      null,
      {},
      { worktreePath: '/w/fix' },
      { originalCwd: '/w/app' },
      'x',
      { ...whole, worktreePath: 7 },
    ])
      expect(parseLines(state(none)).records).toEqual([]);
  });

  test('a queued prompt has the hash that its echo has', () => {
    expect(theRecord('prompt', queued({})).textHash).toBe(theRecord('prompt', user('and then?\n')).textHash);
  });

  test('a queued prompt that was sent as several texts is each of them', () => {
    const rendered = [
      {
        content: [
          { type: 'text', text: 'and then?' },
          { type: 'text', text: 'now' },
        ],
      },
    ];
    const record = { ...queued({}), version: '2.1.332', rendered, renderedRole: 'system' };
    const { blocks, chars, inSystem } = theRecord('prompt', record);
    expect([blocks?.map((block) => block.chars), chars, inSystem]).toEqual([[9, 3], 12, true]);
    expect(theRecord('prompt', { ...record, rendered: [{ content: 'and then?' }] }).blocks).toBeNull();
  });

  test.each<[string, object, object[]]>([
    ['meta', { isMeta: true }, [{ chars: 9, hash: '' }]],
    ['of another type', { type: 'file' }, [{ chars: 9, hash: '' }]],
    ['without a prompt', { prompt: null }, []],
  ])('an attachment that is %s is no prompt', (_, attachment, texts) => {
    const record = queued(attachment);
    expect(parseLines(record).records).toEqual([
      {
        ...{ kind: 'attachment', line: 1, at: AT, ...THREAD },
        ...{ attachment: record.attachment.type, texts, label: null, inSystem: false, parts: [], loads: null },
        ...{ mediaBytes: null, mediaPixels: null },
      },
    ]);
  });

  test('a compaction', () => {
    const system = (compactMetadata: unknown) => ({
      type: 'system',
      subtype: 'compact_boundary',
      uuid: UUID,
      timestamp: TIME,
      compactMetadata,
    });
    expect(theRecord('compaction', system({ trigger: 'auto', preTokens: 150_000, postTokens: 9000 }))).toEqual({
      ...{ kind: 'compaction', line: 1, at: AT, ...THREAD },
      ...{ trigger: 'auto', tokensBefore: 150_000, tokensAfter: 9000, keeps: false },
    });
    for (const odd of [null, 'x', [], { trigger: 7, preTokens: '9', postTokens: -1 }])
      expect(theRecord('compaction', system(odd))).toMatchObject({
        trigger: '',
        tokensBefore: null,
        tokensAfter: null,
      });
  });

  test.each<[object, object]>([
    [
      { type: 'custom-title', customTitle: ' My\nwork ' },
      { source: 'custom', label: 'My work' },
    ],
    [
      { type: 'ai-title', aiTitle: 'Fix it' },
      { source: 'ai', label: 'Fix it' },
    ],
    [
      { type: 'summary', summary: 'Fixed', leafUuid: UUID },
      { source: 'summary', label: 'Fixed' },
    ],
  ])('%j is a title', (record, title) => {
    expect(theRecord('title', record)).toEqual({ kind: 'title', line: 1, at: null, ...title });
  });

  test.each<[object, object]>([
    [
      { type: 'fork-context-ref', parentSessionId: 's0' },
      { originSessionId: 's0', copySessionId: null },
    ],
    [
      { type: 'user', forkedFrom: { sessionId: 's0', messageUuid: UUID } },
      { originSessionId: 's0', copySessionId: null },
    ],
    [
      { type: 'continued-in', continuedInSessionId: 's2' },
      { originSessionId: null, copySessionId: 's2' },
    ],
  ])('C4: %j tells where copies stand', (record, origin) => {
    expect(theRecord('origin', record)).toEqual({ kind: 'origin', line: 1, at: null, ...origin });
  });

  test('a place is told where it changes', () => {
    const at = (cwd?: string, version?: string, sessionId?: string, gitBranch?: string) => {
      return { type: 'x', cwd, version, sessionId, gitBranch };
    };
    const parsed = parseLines(
      { type: 'mode' },
      at('/a', '2.1.0', 's1'),
      at('/a', '2.1.0', 's1'),
      at('/b'),
      at(),
      at('/b', '2.1.1', 's2'),
      at('/b', '2.1.1', 's2', 'fix/cart'),
      at('/b', '2.1.1', 's2', ''),
    );
    expect(parsed.records).toEqual([
      { kind: 'place', line: 2, at: null, cwd: '/a', version: '2.1.0', sessionId: 's1', branch: null },
      { kind: 'place', line: 4, at: null, cwd: '/b', version: '2.1.0', sessionId: 's1', branch: null },
      { kind: 'place', line: 6, at: null, cwd: '/b', version: '2.1.1', sessionId: 's2', branch: null },
      { kind: 'place', line: 7, at: null, cwd: '/b', version: '2.1.1', sessionId: 's2', branch: 'fix/cart' },
      { kind: 'place', line: 8, at: null, cwd: '/b', version: '2.1.1', sessionId: 's2', branch: '' },
    ]);
  });

  test('a link to a pull request names it; without a number it tells that something happened then', () => {
    const link = { type: 'pr-link', timestamp: TIME, prNumber: 12, prRepository: 'w/shop', prUrl: 'https://x/12' };
    expect(parseLines(link).records).toEqual([{ kind: 'pull-request', line: 1, at: AT, name: 'w/shop#12' }]);
    expect(parseLines({ ...link, prRepository: undefined }).records).toMatchObject([{ name: '#12' }]);
    expect(parseLines({ ...link, prNumber: 'x' }).records).toMatchObject([{ kind: 'other' }]);
  });

  test('a type that nobody knows tells that something happened then; without a time it tells nothing', () => {
    expect(parseLines({ type: 'new-thing', timestamp: TIME }, { type: 'new-thing' }, {}).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
    ]);
  });

  test('records of no use that follow on one another within a minute are one, which says until when', () => {
    const at = (ms: number) => ({ type: 'new-thing', timestamp: new Date(AT + ms).toISOString() });
    expect(parseLines(at(0), at(0), at(20_000), { type: 'new-thing' }, at(60_000)).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT + 60_000 },
    ]);
    expect(parseLines(at(0), at(60_001)).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
      { kind: 'other', line: 2, at: AT + 60_001, until: AT + 60_001 },
    ]);
    expect(parseLines(at(0), at(50_000), at(61_000), at(121_000)).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT + 50_000 },
      { kind: 'other', line: 3, at: AT + 61_000, until: AT + 121_000 },
    ]);
  });

  test('but not across a record of another kind, and not back in time', () => {
    const at = (ms: number) => ({ type: 'new-thing', timestamp: new Date(AT + ms).toISOString() });
    expect(parseLines(at(0), { type: 'ai-title', aiTitle: 'x' }, at(1000)).records).toEqual([
      { kind: 'other', line: 1, at: AT, until: AT },
      { kind: 'title', line: 2, at: null, source: 'ai', label: 'x' },
      { kind: 'other', line: 3, at: AT + 1000, until: AT + 1000 },
    ]);
    expect(parseLines(at(0), { ...at(1000), cwd: '/a' }).records.map((record) => record.kind)).toEqual([
      ...['other', 'place', 'other'],
    ]);
    expect(parseLines(at(1000), at(2000), at(1999)).records).toEqual([
      { kind: 'other', line: 1, at: AT + 1000, until: AT + 2000 },
      { kind: 'other', line: 3, at: AT + 1999, until: AT + 1999 },
    ]);
  });

  test.each([undefined, null, '', 'soon', 7, true, {}])('a time that is %j is none, never now', (timestamp) => {
    expect(theRecord('answer', assistant({}, { timestamp })).at).toBeNull();
  });
});

describe('bad lines cost themselves', () => {
  test('what is no JSON and what is no object is told with its line', () => {
    const parsed = parseLines(
      assistant(),
      '{"type":"assistant"',
      '// x',
      '[1]',
      '"x"',
      '7',
      'null',
      '{}{}',
      assistant(),
    );
    expect(parsed.records.map((record) => [record.kind, record.line])).toEqual([
      ['answer', 1],
      ['answer', 9],
    ]);
    expect(parsed.oddities.map(({ kind, line }) => [kind, line])).toEqual([
      ['bad-line', 2],
      ['bad-line', 3],
      ['bad-line', 4],
      ['bad-line', 5],
      ['bad-line', 6],
      ['bad-line', 7],
      ['bad-line', 8],
    ]);
  });

  test('a bad escape or control character costs the line where the text is read, and nothing where it is not', () => {
    for (const bad of ['\\x', '\\u12', '\t', '\u0000']) {
      const line = (name: string) => JSON.stringify(assistant({}, { slug: 'slug' })).replace(name, `${name}${bad}`);
      for (const read of ['hello', 'msg_1', 'assistant', '"timestamp', '"uuid', '"slug'])
        expect(parseLines(line(read))).toEqual({
          records: [],
          oddities: [{ kind: 'bad-line', line: 1, detail: 'not JSON' }],
        });
      expect(parseLines(line(':"slug'))).toEqual(parseLines(assistant()));
    }
  });

  test('a line that breaks off behind all that is wanted is bad all the same', () => {
    const whole = JSON.stringify(assistant());
    for (const end of [whole.length - 1, whole.length - 2, whole.length - 20]) {
      expect(parseLines(whole.slice(0, end))).toMatchObject({ records: [], oddities: [{ kind: 'bad-line', line: 1 }] });
    }
  });
});

describe('C9: what stands in a field that is not used never costs the line', () => {
  const spaced = JSON.stringify(assistant(), null, 1).replaceAll('\n', ' ');
  const odd = {
    id: null,
    type: 'user',
    usage: { input_tokens: -1 },
    message: { id: 'x' },
    uuid: 7,
    model: '<synthetic>',
  };
  test.each<[string, unknown]>([
    ['spaces after colons', spaced],
    [
      'null ids in a tool input',
      assistant({
        content: [
          { type: 'tool_use', id: 't', name: 'X', input: odd },
          { type: 'text', text: '' },
        ],
      }),
    ],
    ['a usage in a tool result', assistant({}, { toolUseResult: { usage: { input_tokens: 'x' }, totalTokens: -4 } })],
    [
      'odd values in unknown fields',
      assistant({ container: odd, diagnostics: [odd] }, { extra: odd, data: odd, attachment: odd }),
    ],
    [
      'null in every optional field',
      assistant({ container: null }, { isSidechain: null, agentId: null, isMeta: null, cwd: null, origin: null }),
    ],
    [
      'fields of other types',
      assistant({ role: 7 }, { isSidechain: 'yes', agentId: 7, requestId: [], version: {}, slug: 1, origin: [] }),
    ],
    [
      'speed null',
      assistant({ usage: { ...usage(), speed: null, service_tier: null, inference_geo: null, iterations: null } }),
    ],
    ['an escaped key', JSON.stringify(assistant()).replace('"usage"', '"\\u0075sage"')],
    [
      'keys that objects have by nature',
      JSON.stringify(assistant()).replace('{', '{"__proto__":{"type":"user"},"constructor":1,"toString":null,'),
    ],
    ['depth', JSON.stringify(assistant()).replace('{', `{"deep":${'['.repeat(5000)}${']'.repeat(5000)},`)],
  ])('%s', (_, line) => {
    const parsed = parseLines(line);
    expect(parsed.oddities).toEqual([]);
    expect(parsed.records.find((record) => record.kind === 'answer')).toMatchObject({
      key: 'msg_1',
      finished: true,
      agentId: null,
      sidechain: false,
      usage: { tokens: { input: 4, output: 736, cacheRead: 51230, cacheWrite5m: 2118 } },
    });
  });

  test('of a key that comes twice the last counts, as JSON.parse has it', () => {
    const twice = JSON.stringify(assistant()).replace('"id":"msg_1"', '"id":"msg_0","id":"msg_1"');
    expect(theRecord('answer', twice).key).toBe('msg_1');
  });
});

describe('contents never get into a record', () => {
  const secret = (name: string) => `${'public beginning '.repeat(6)}SECRET-${name}-${'x'.repeat(500)}`;
  const long = secret('text');
  const lines: unknown[] = [
    assistant(
      {
        stop_details: long,
        content: [
          { type: 'text', text: long },
          { type: 'thinking', thinking: long, signature: long },
          { type: 'tool_use', id: 't1', name: long, input: { command: long, file_path: long } },
          {
            type: 'tool_use',
            id: 't2',
            name: 'Agent',
            input: { prompt: long, subagent_type: long, description: long },
          },
        ],
      },
      { toolUseResult: { stdout: long }, slug: long, error: long },
    ),
    assistant(
      {
        content: [
          { type: 'text', text: long },
          { type: 'tool_use', id: 't1', name: 'Edit', input: { file_path: long, old_string: long, new_string: long } },
          { type: 'tool_use', id: 't2', name: 'Write', input: { file_path: long, content: long } },
          { type: 'tool_use', id: 't3', name: 'Task', input: { name: long, prompt: long, [long]: { [long]: long } } },
        ],
        diagnostics: { cache_miss_reason: { type: long, cache_missed_input_tokens: 7 } },
      },
      {
        ...{ effort: long, attributionAgent: long, attributionSkill: long, attributionPlugin: long },
        ...{ attributionMcpServer: long, attributionMcpTool: long },
      },
    ),
    assistant({ content: long }),
    assistant({ model: '<synthetic>', content: [{ type: 'text', text: long }] }),
    user(long, { permissionMode: long }),
    user([
      { type: 'text', text: long },
      { type: 'image', source: { data: long } },
    ]),
    user(`<bash-input>${long}</bash-input>`),
    user(`<command-name>/x</command-name><command-args>${long}</command-args>`),
    user(`<task-notification><summary>${long}</summary><result>${long}</result></task-notification>`),
    user([{ type: 'tool_result', tool_use_id: 't1', content: long, is_error: true }], {
      toolUseResult: long,
      userFeedback: long,
    }),
    user([{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: long }] }]),
    user([{ type: 'tool_result', tool_use_id: 't1', content: [{ type: 'text', text: long }], is_error: true }], {
      toolUseResult: { structuredPatch: [{ lines: [`+${long}`, `-${long}`], [long]: long }], originalFile: long },
    }),
    { type: 'attachment', timestamp: TIME, attachment: { type: 'queued_command', prompt: long } },
    { type: 'attachment', timestamp: TIME, attachment: { type: 'file', content: long, prompt: long } },
    { type: 'attachment', timestamp: TIME, attachment: { type: long, content: [long] } },
    { type: 'system', subtype: 'api_error', error: { type: long, status: 529, message: long, cause: long } },
    { type: 'system', subtype: 'microcompact_boundary', content: long },
    { type: 'system', subtype: 'model_refusal_fallback', content: long, fallbackModel: long },
    { type: 'system', subtype: 'local_command', content: `<command-name>${long}</command-name>${long}` },
    { type: 'permission-mode', permissionMode: long },
    { type: 'system', subtype: 'compact_boundary', content: long, compactMetadata: { trigger: long } },
    { type: 'custom-title', customTitle: long },
    { type: 'ai-title', aiTitle: long },
    { type: 'summary', summary: long },
    {
      type: 'progress',
      timestamp: TIME,
      data: { type: 'agent_progress', prompt: long, message: assistant({ content: [{ type: 'text', text: long }] }) },
    },
    { type: 'file-history-snapshot', timestamp: TIME, snapshot: long },
    { type: 'unknown', timestamp: '2026-01-01T01:00:00.000Z', text: long, message: { content: long } },
  ];

  test('nothing behind the beginning that a label shows, and no text longer than a label, or than that of a path', () => {
    const parsed = parseLines(...lines, 'no JSON SECRET', '"SECRET"');
    expect(parsed.records.length).toBe(lines.length);
    expect(JSON.stringify(parsed)).not.toContain('SECRET');
    for (const [where, text] of parsed.records.flatMap(textsOf))
      expect([where, text.length <= (where.endsWith('target') ? 120 : 80)]).toEqual([where, true]);
  });

  test('nor of a notification more than its ids and the beginning of its summary', () => {
    const ids = '<task-id>a1</task-id><tool-use-id>t1</tool-use-id>';
    const notice = `<task-notification>${ids}<summary>${long}</summary><result>${long}</result></task-notification>`;
    const parsed = parseLines(
      user(notice),
      { type: 'attachment', timestamp: TIME, attachment: { type: 'queued_command', prompt: notice } },
      { type: 'queue-operation', operation: 'enqueue', timestamp: TIME, content: notice },
    );
    expect(parsed.records.map((record) => record.kind)).toEqual(['link', 'prompt', 'prompt', 'other']);
    expect(JSON.stringify(parsed)).not.toContain('SECRET');
  });

  test('nor of the metadata of an agent', () => {
    const meta = parseAgentMeta(
      Buffer.from(JSON.stringify({ agentType: long, name: long, description: long, x: long })),
    );
    expect(meta).toMatchObject({ agentType: expect.stringMatching(/^public .{72}…$/) });
    expect(JSON.stringify(meta)).not.toContain('SECRET');
  });
});

describe('the metadata of an agent', () => {
  const nothing = { agentType: null, toolUseId: null, name: null, description: null };
  test.each<[string, string, object | undefined]>([
    ['type and call', '{"agentType":"Explore","toolUseId":"t1","x":1}', { agentType: 'Explore', toolUseId: 't1' }],
    [
      'name and description',
      '{"name":"scout","description":" Look\\n around ","agentType":"x"}',
      { agentType: 'x', name: 'scout', description: 'Look around' },
    ],
    [
      'of a team member its type and its name',
      '{"agentType":"scout","name":"scout","spawnedAgentType":"Explore","taskKind":"in_process_teammate"}',
      { agentType: 'Explore', name: 'scout' },
    ],
    [
      'of a team member with its name for its type alone',
      '{"agentType":"scout","spawnedAgentType":"Explore"}',
      { agentType: 'Explore', name: 'scout' },
    ],
    ['over several lines', '{\n "agentType": "fork"\n}\n', { agentType: 'fork' }],
    ['none of them', '{}', {}],
    ['of other types', '{"agentType":7,"toolUseId":"","name":{"a":1},"description":["x"]}', {}],
    ['null', 'null', undefined],
    ['a text', '"x"', undefined],
    ['a list', '[]', undefined],
    ['broken', '{"agentType":', undefined],
    ['empty', '', undefined],
  ])('%s', (_, text, meta) => {
    const record = parseAgentMeta(Buffer.from(text));
    expect(record).toEqual(meta && { kind: 'agent-meta', line: 1, at: null, ...nothing, ...meta });
  });
});

describe('ids of records are kept where something hangs on them', () => {
  test('a parent’s uuid and a record’s own are cut alike', () => {
    const child = theRecord('answer', assistant({}, { parentUuid: UUID, uuid: PARENT_UUID, isSidechain: true }));
    expect(child.parentUuid).toBe(theRecord('answer', assistant({}, { isSidechain: true })).uuid);
    expect(child.parentUuid).toBe(theRecord('prompt', user('hi')).uuid);
  });

  const result = [{ type: 'tool_result', tool_use_id: 't1', content: 'x' }];
  const interruption = [{ type: 'text', text: '[Request interrupted by user]' }];
  const system = { type: 'system', uuid: UUID, parentUuid: PARENT_UUID, timestamp: TIME };
  const file = { type: 'attachment', uuid: UUID, parentUuid: PARENT_UUID, timestamp: TIME };
  const parent = { parentUuid: PARENT_UUID };
  test.each<[TranscriptRecord['kind'], object]>([
    ['answer', assistant()],
    ['synthetic', assistant({ model: '<synthetic>' })],
    ['prompt', user('hi', parent)],
    ['prompt', { ...file, attachment: { type: 'queued_command', prompt: 'hi' } }],
    ['interrupt', user(interruption, parent)],
    ['results', user(result, parent)],
    ['compaction', { ...system, subtype: 'compact_boundary' }],
    ['event', { ...system, subtype: 'microcompact_boundary' }],
    ['attachment', { ...file, attachment: { type: 'file' } }],
  ])('of %s: its own only for a prompt, both in a sidechain', (kind, record) => {
    const uuid = '3f0c1f6e0b3a4d7e';
    expect(theRecord(kind, record)).toMatchObject({
      ...{ uuid: kind === 'prompt' ? uuid : null, parentUuid: null, sidechain: false },
    });
    expect(theRecord(kind, { ...record, isSidechain: true, agentId: 'a1' })).toMatchObject({
      ...{ uuid, parentUuid: '1111111122223333', agentId: 'a1', sidechain: true },
    });
  });
});

function usage() {
  return { input_tokens: 4, output_tokens: 736, cache_read_input_tokens: 51230, cache_creation_input_tokens: 2118 };
}

/** Every text in a value with the path to it. */
function textsOf(value: unknown, where: unknown = ''): [string, string][] {
  if (typeof value === 'string') return [[String(where), value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${where}.${key}`));
}
