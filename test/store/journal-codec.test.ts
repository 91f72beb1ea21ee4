import { expect, it } from 'vitest';
import { isNotDeflated } from '../../src/store/check/row-sum.ts';
import { decodeRecords, encodeRecords, sameRecords } from '../../src/store/journal-codec.ts';
import { parseLines, TIME, UUID } from '../parse/transcript-lines.ts';

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

const places = (...branches: string[]) =>
  branches.map((branch, at) => {
    return { kind: 'place', line: at + 1, at: null, cwd: '/w', version: null, sessionId: null, branch } as const;
  });

it('no records are no bytes, and no bytes no records', () => {
  expect(encodeRecords([])).toHaveLength(0);
  expect(decodeRecords(new Uint8Array())).toEqual([]);
});

it('more records than are encoded at once come back, in less room than as text', () => {
  const many = places(...Array.from({ length: 2500 }, (_, at) => `b${at}`));
  const bytes = encodeRecords(many);
  expect(decodeRecords(bytes)).toEqual(many);
  expect(bytes.length).toBeLessThan(JSON.stringify(many).length / 10);
});

it('the same records are the same however they are divided, and others are others', () => {
  const [a, b, c] = places('a', 'b', 'c');
  if (!a || !b || !c) throw new Error('three were made');
  const whole = [encodeRecords([a, b, c])];
  expect(sameRecords(whole, [encodeRecords([a, b, c])])).toBe(true);
  expect(sameRecords([encodeRecords([a]), encodeRecords([b, c])], whole)).toBe(true);
  expect(sameRecords([encodeRecords([a, b])], whole)).toBe(false);
  expect(sameRecords([encodeRecords([a, c, b])], whole)).toBe(false);
});

it('records of which any bit is another are never decoded as others', () => {
  const records = places('a branch', 'another branch', 'a branch');
  const bytes = encodeRecords(records);
  let refused = 0;
  for (let at = 0; at < bytes.length * 8; at++) {
    const flipped = Uint8Array.from(bytes);
    flipped[at >> 3] = (flipped[at >> 3] ?? 0) ^ (1 << (at & 7));
    if (refuses(flipped)) refused++;
    else expect(decodeRecords(flipped)).toEqual(records);
  }
  expect(refused).toBeGreaterThan(bytes.length * 7);
});

function refuses(bytes: Uint8Array): boolean {
  try {
    decodeRecords(bytes);
    return false;
  } catch (error) {
    if (!isNotDeflated(error)) throw error;
    return true;
  }
}
