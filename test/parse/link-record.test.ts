import { describe, expect, test } from 'vitest';
import { AT, assistant, parseLines, TIME, theRecord, user } from './transcript-lines.ts';

describe('progress of an agent tells the call that started it', () => {
  const progress = (record: object = {}, data: object = {}) => ({
    ...{ type: 'progress', timestamp: TIME, toolUseID: 'agent_msg_1', parentToolUseID: 't1' },
    data: { type: 'agent_progress', agentId: 'a1', prompt: 'look', message: { type: 'user' }, ...data },
    ...record,
  });

  test('once, however often it comes', () => {
    expect(parseLines(progress(), progress(), progress()).records).toEqual([
      { kind: 'link', line: 1, at: AT, agentId: 'a1', toolUseId: 't1' },
      { kind: 'other', line: 1, at: AT, until: AT },
    ]);
  });

  test('for each agent and each call', () => {
    const lines = [progress(), progress({}, { agentId: 'a2' }), progress(), progress({ parentToolUseID: 't2' })];
    expect(parseLines(...lines).records.filter((record) => record.kind === 'link')).toEqual([
      { kind: 'link', line: 1, at: AT, agentId: 'a1', toolUseId: 't1' },
      { kind: 'link', line: 2, at: AT, agentId: 'a2', toolUseId: 't1' },
      { kind: 'link', line: 4, at: AT, agentId: 'a1', toolUseId: 't2' },
    ]);
  });

  test('beside the answer that stands in it', () => {
    const { records } = parseLines(progress({}, { message: assistant() }));
    expect(records.map((record) => record.kind)).toEqual(['link', 'answer']);
  });

  test('in each file anew', () => {
    expect(theRecord('link', progress()).agentId).toBe('a1');
    expect(theRecord('link', progress()).agentId).toBe('a1');
  });

  test.each<[string, object]>([
    ['without the call', progress({ parentToolUseID: undefined })],
    ['whose call is no text', progress({ parentToolUseID: 7 })],
    ['whose call is empty', progress({ parentToolUseID: '' })],
    ['without the agent', progress({}, { agentId: null })],
    ['whose agent is empty', progress({}, { agentId: '' })],
    ['of something else', progress({}, { type: 'bash_progress' })],
    ['of a hook', progress({}, { type: 'hook_progress' })],
    ['whose data is no object', progress({ data: 'x' })],
    ['without data', progress({ data: undefined })],
  ])('but not progress %s', (_, line) => {
    expect(parseLines(line).records).toEqual([{ kind: 'other', line: 1, at: AT, until: AT }]);
  });
});

describe('the notice of an agent’s end tells the call that started it', () => {
  const notice = (ids: string) =>
    `<task-notification>\n${ids}\n<status>completed</status>\n<summary>Agent "x" completed</summary></task-notification>`;
  const IDS = '<task-id>a1</task-id>\n<tool-use-id>toolu_1</tool-use-id>';
  const link = { kind: 'link', line: 1, at: AT, agentId: 'a1', toolUseId: 'toolu_1' };

  const carriers: readonly [string, string, (text: string) => object][] = [
    ['a user record', 'prompt', (text) => user(text)],
    [
      'a queued command',
      'prompt',
      (prompt) => ({
        ...{ type: 'attachment', timestamp: TIME },
        attachment: { type: 'queued_command', prompt, commandMode: 'task-notification' },
      }),
    ],
    [
      'a queue operation',
      'other',
      (content) => ({ type: 'queue-operation', operation: 'enqueue', timestamp: TIME, content }),
    ],
  ];

  test.each(carriers)('in %s', (_, kind, line) => {
    const { records } = parseLines(line(notice(IDS)));
    expect(records.map((record) => record.kind)).toEqual(['link', kind]);
    expect(records[0]).toEqual(link);
  });

  test.each(carriers)('in %s, of whatever length the report behind it', (_, __, line) => {
    const text = notice(IDS).replace('</summary>', `</summary><result>${'\\ "x" '.repeat(100_000)}</result>`);
    expect(theRecord('link', line(text))).toEqual(link);
  });

  test.each(carriers)('in %s, ids in any order and with white space about them', (_, __, line) => {
    const ids = '<tool-use-id>\n toolu_1 </tool-use-id><output-file>/x</output-file><task-id> a1\n</task-id>';
    expect(theRecord('link', line(notice(ids)))).toEqual(link);
  });

  test.each(carriers)('but not in %s without both ids, nor in other words', (_, kind, line) => {
    for (const text of [
      notice('<task-id>b1</task-id>'),
      notice('<tool-use-id>toolu_1</tool-use-id>'),
      notice('<task-id></task-id><tool-use-id>toolu_1</tool-use-id>'),
      notice('<task-id>a1</task-id><tool-use-id> </tool-use-id>'),
      `why ${notice(IDS)}?`,
    ]) {
      expect(parseLines(line(text)).records.map((record) => record.kind)).toEqual([kind]);
    }
  });

  test('once, though it comes in all three', () => {
    const { records } = parseLines(...carriers.map(([, , line]) => line(notice(IDS))));
    expect(records.map((record) => record.kind)).toEqual(['link', 'prompt', 'prompt', 'other']);
  });

  test('once, though the agent’s progress told it before', () => {
    const data = { type: 'agent_progress', agentId: 'a1' };
    const progress = { type: 'progress', timestamp: TIME, parentToolUseID: 'toolu_1', data };
    const { records } = parseLines(progress, user(notice(IDS)));
    expect(records.map((record) => record.kind)).toEqual(['link', 'other', 'prompt']);
  });

  test('also where the record has no time', () => {
    const line = { type: 'queue-operation', operation: 'enqueue', content: notice(IDS) };
    expect(parseLines(line).records).toEqual([{ ...link, at: null }]);
  });
});

describe('what is queued as an agent begins tells the call that started it', () => {
  const queued = (content: unknown, type = 'queue-operation') => ({
    ...{ type, operation: 'enqueue', timestamp: TIME },
    content: typeof content === 'string' ? content : JSON.stringify(content),
  });
  const ids = { task_id: 'a1', tool_use_id: 't1' };

  test('with what it is about, or without', () => {
    const link = { kind: 'link', line: 1, at: AT, agentId: 'a1', toolUseId: 't1' };
    const whole = { ...ids, description: 'Look {"task_id":"a2"} around', task_type: 'local_agent' };
    for (const content of [ids, whole, JSON.stringify(whole, null, 2)])
      expect(theRecord('link', queued(content))).toEqual(link);
  });

  test.each<[string, object]>([
    ['without the call', queued({ task_id: 'a1', description: '"tool_use_id":"t1"' })],
    ['whose ids stand in what it is about', queued({ description: JSON.stringify(ids) })],
    ['whose ids are none', queued({ task_id: 'a 1', tool_use_id: 't1' })],
    ['that a person queued', queued(ids, 'user')],
    ['that is no JSON', queued('and then?')],
  ])('but not one %s', (_, line) => {
    expect(parseLines(line).records.filter((record) => record.kind === 'link')).toEqual([]);
  });
});
