import { expect, it } from 'vitest';
import { decodeRecords, encodeRecords } from '../../src/store/journal-codec.ts';
import { parseLines, TIME, UUID } from '../parse/transcript-lines.ts';

it('an attachment that parser version 4 kept has its bytes as written for its size, and no parts', () => {
  const row = ['attachment', 'skill_listing', 5000, 1, 1000, null, null, null, false, 'SKILL.md'];
  expect(decodeRecords(JSON.stringify([row]))).toMatchObject([
    {
      ...{ kind: 'attachment', attachment: 'skill_listing', texts: [{ chars: 5000, hash: '' }], label: 'SKILL.md' },
      ...{ parts: [], loads: null, inSystem: false, line: 1, at: 1000 },
    },
  ]);
});

it('what was kept of snapshots, requests and messages is what was read', () => {
  const tool = { name: 'Read', input_schema: {} };
  const snapshot = { type: 'prompt_snapshot', systemPrompt: ['abc'], tools: [{ name: 'Read', schema: tool }] };
  const usage = { total_tokens: 9, categories: [{ name: 'Messages', tokens: 9, kind: 'used' }] };
  const { records } = parseLines(
    { type: 'attachment', uuid: UUID, timestamp: TIME, attachment: snapshot },
    { type: 'attachment', uuid: UUID, timestamp: TIME, attachment: { type: 'deferred_tools_record', entries: [tool] } },
    { type: 'api-request-shape', shapeHash: 'a'.repeat(64), shape: { system: [{ text: 'abc' }], tools: [tool] } },
    { type: 'api-request', id: 'r', shapeHash: 'a'.repeat(64), tail: ['b'.repeat(64)], agentId: 'a1', params: {} },
    {
      type: 'api-request-blob',
      hash: 'b'.repeat(64),
      message: { role: 'user', content: [{ type: 'text', text: 'hi' }] },
    },
    { type: 'system', subtype: 'local_command', content: 'x', commandRun: {}, contextUsage: usage, timestamp: TIME },
  );
  expect(records.map(({ kind }) => kind)).toEqual([
    ...['fixed-context', 'loaded-tools', 'fixed-context', 'request', 'message', 'note', 'context-usage'],
  ]);
  expect(decodeRecords(encodeRecords(records))).toEqual(records);
});
