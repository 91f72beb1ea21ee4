import { makeRoot } from '../corpus.ts';

/**
 * A small history written by hand: two projects, four sessions, an agent, a model without a price, an unfinished
 * response and a bad line. 6 responses; the days are 2026-03-01, 03-03 and 03-04 in UTC.
 */
export function smallHistory(): string {
  return makeRoot({
    '-w-app/aaaaaaaa-0000-4000-8000-000000000001.jsonl': [
      prompt('2026-03-01T09:00:00Z', '/w/app', 'Fix the \u001b[31mred\u001b[0m parser'),
      answer('2026-03-01T09:00:09Z', '/w/app', 'msg_1', 'claude-opus-4-6', [3, 412, 18_000, 4_000]),
      'not json',
      answer('2026-03-01T09:01:00Z', '/w/app', 'msg_2', 'claude-opus-4-6', [5, 90, 22_400, 600]),
    ].join('\n'),
    '-w-app/aaaaaaaa-0000-4000-8000-000000000001/subagents/agent-x1.jsonl': answer(
      '2026-03-01T09:00:30Z',
      '/w/app',
      'msg_3',
      'claude-haiku-4-5',
      [20, 60, 0, 900],
    ),
    '-w-app/aaaaaaaa-0000-4000-8000-000000000001/subagents/agent-x1.meta.json': JSON.stringify({
      agentType: 'Explore',
    }),
    '-w-app/aaaaaaaa-0000-4000-8000-000000000002.jsonl': [
      prompt('2026-03-03T23:50:00Z', '/w/app', 'Write the changelog'),
      answer('2026-03-03T23:50:20Z', '/w/app', 'msg_4', 'claude-sonnet-4-6', [7, 1, 3_000, 9_000], null),
    ].join('\n'),
    '-w-lib/bbbbbbbb-0000-4000-8000-000000000003.jsonl': [
      prompt('2026-03-04T08:00:00Z', '/w/lib', 'Explain this module'),
      answer('2026-03-04T08:00:05Z', '/w/lib', 'msg_5', 'claude-opus-4-6', [2, 700, 0, 30_000]),
    ].join('\n'),
    '-w-lib/bbbbbbbb-0000-4000-8000-000000000004.jsonl': [
      prompt('2026-03-04T11:00:00Z', '/w/lib', 'Try the other model'),
      answer('2026-03-04T11:00:05Z', '/w/lib', 'msg_6', 'glm-9-unknown', [1_000, 50, 0, 0]),
    ].join('\n'),
  });
}

/** A prompt of the person. */
export function prompt(timestamp: string, cwd: string, content: string): string {
  return JSON.stringify({
    type: 'user',
    timestamp,
    cwd,
    version: '2.1.60',
    uuid: `u-${timestamp}`,
    message: { role: 'user', content },
  });
}

/** A response; `counts`: input, output, cache read, cache written. */
export function answer(
  timestamp: string,
  cwd: string,
  id: string,
  model: string,
  counts: readonly number[],
  stop: string | null = 'end_turn',
): string {
  const [input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens] = counts;
  const usage = { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens };
  const message = { id, model, stop_reason: stop, content: [{ type: 'text', text: 'done' }], usage };
  return JSON.stringify({ type: 'assistant', timestamp, cwd, version: '2.1.60', uuid: `a-${id}`, message });
}
