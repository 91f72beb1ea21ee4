import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { countFolder } from './count.ts';

afterAll(removeRoots);

it('a projects folder counts as the config folder around it', () => {
  const root = makeRoot({ 'p/s1.jsonl': answer('2026-03-05T10:00:00.000Z', 7, 'end_turn') });
  expect(countFolder(root).totals).toMatchObject({ responses: 1, output_tokens: 7 });
  expect(countFolder(join(root, 'projects'))).toEqual(countFolder(root));
});

it('the day of a response is the one of the record that is kept, not of its placeholder', () => {
  const root = makeRoot({
    'p/s1.jsonl': '',
    'p/s1/subagents/agent-a1.jsonl': answer('2026-03-06T16:00:00.000Z', 412, 'tool_use'),
    'p/s1/subagents/agent-a2.jsonl': answer('2026-03-05T03:00:00.000Z', 5, null),
  });
  expect([...countFolder(root).byUtcDay.keys()]).toEqual(['2026-03-06']);
});

it('between files the later record wins where both are unfinished and have the same output', () => {
  const root = makeRoot({
    'p/s1.jsonl': answer('2026-03-05T22:00:00.000Z', 8, null),
    'p/s1/subagents/agent-a1.jsonl': answer('2026-03-05T06:00:00.000Z', 8, null, 47),
    'p/s1/subagents/agent-a2.jsonl': answer('2026-03-05T07:00:00.000Z', 8, null, 48),
  });
  expect(countFolder(root).totals).toMatchObject({ responses: 1, output_tokens: 8, cache_write_5m_tokens: 0 });
});

function answer(timestamp: string, output: number, stopReason: string | null, written = 0): string {
  const usage = { input_tokens: 3, output_tokens: output, cache_creation_input_tokens: written };
  const content = [{ type: 'text', text: 'ok' }];
  const message = { id: 'msg_1', role: 'assistant', model: 'claude-opus-4-8', content, stop_reason: stopReason, usage };
  return `${JSON.stringify({ type: 'assistant', sessionId: 's1', timestamp, message })}\n`;
}
