import { makeRoot } from '../corpus.ts';

export const BUSY_ID = 'cccccccc-0000-4000-8000-000000000005';

const DAY = '2026-03-04T';

/**
 * One session written by hand in which much happens: a command that fails and is tried again, an edit, a refusal, an
 * agent with an agent of its own, an MCP call, a skill, a compaction, a slash command, a local command, an API error, a
 * call that is still open, a key in a command, and Claude Code's own ledger.
 */
export function busySession(): string {
  return makeRoot({
    [`-w-app/${BUSY_ID}.jsonl`]: lines(
      prompt('10:00:00', 'Make the tests pass', { permissionMode: 'acceptEdits' }),
      answer(
        '10:00:10',
        'm1',
        [2, 120, 10_000, 8_000],
        say('I run the tests first.'),
        use('t1', 'Bash', { command: 'npm test' }),
      ),
      result('10:00:20', 't1', 'Exit code 1: two tests fail', { is_error: true }),
      answer(
        '10:00:30',
        'm2',
        [2, 80, 18_000, 900],
        use('t2', 'Bash', { command: 'npm test' }),
        use('t3', 'Read', { file_path: '/w/app/parse.ts' }),
      ),
      result('10:00:40', 't2', 'Exit code 1: two tests fail', { is_error: true }),
      result('10:00:41', 't3', 'export function parse() {}'),
      answer(
        '10:00:50',
        'm3',
        [2, 300, 19_000, 1_500],
        use('t4', 'Edit', { file_path: '/w/app/parse.ts', old_string: 'a\nb\nc', new_string: 'a\nB\nB2\nc' }),
      ),
      result('10:00:55', 't4', 'edited'),
      answer(
        '10:01:00',
        'm4',
        [2, 60, 20_500, 700],
        use('t5', 'Bash', {
          command: 'curl -H "Authorization: Bearer abcdefghijklmnopqrstuvwxyz" https://example.com',
        }),
      ),
      result('10:01:05', 't5', "The user doesn't want to proceed with this tool use.", { is_error: true }),
      answer(
        '10:01:10',
        'm5',
        [2, 90, 21_300, 400],
        use('t6', 'Agent', { subagent_type: 'Explore', description: 'Find the callers', prompt: 'Who calls parse?' }),
      ),
      result('10:02:00', 't6', 'three callers', {}, { agentId: 'a1', status: 'completed' }),
      {
        type: 'system',
        subtype: 'compact_boundary',
        timestamp: `${DAY}10:02:30Z`,
        compactMetadata: { trigger: 'manual', preTokens: 21_702 },
      },
      answer('10:02:40', 'm6', [2, 40, 6_000, 3_000], say('All tests pass.')),
      prompt('10:05:00', '<command-name>/model</command-name><command-args>opus</command-args>'),
      prompt('10:06:00', '<command-name>/review</command-name><command-args>the change</command-args>'),
      answer(
        '10:06:20',
        'm7',
        [2, 200, 9_000, 600],
        use('t7', 'mcp__github__get_pr', { query: 'pr 7' }),
        use('t8', 'Skill', { skill: 'reviewing' }),
      ),
      result('10:06:25', 't7', 'a pull request of seven lines'),
      result('10:06:26', 't8', 'ok'),
      {
        type: 'assistant',
        timestamp: `${DAY}10:07:00Z`,
        uuid: 'e1',
        isApiErrorMessage: true,
        message: { id: 'e1', model: '<synthetic>', content: [say('API Error: 529 overloaded')], usage: {} },
      },
      prompt('10:08:00', 'Go on'),
      answer('10:08:10', 'm8', [2, 30, 9_600, 300], use('t9', 'Bash', { command: 'npm run build' })),
      {
        type: 'cost-state',
        sessionId: BUSY_ID,
        totalCostUSD: 0.5,
        startTime: Date.parse(`${DAY}10:00:00Z`),
        modelUsage: {
          'claude-opus-4-6': {
            inputTokens: 20,
            outputTokens: 2_000,
            cacheReadInputTokens: 120_000,
            cacheCreationInputTokens: 16_000,
            costUSD: 0.5,
          },
        },
      },
    ),
    [`-w-app/${BUSY_ID}/subagents/agent-a1.jsonl`]: lines(
      prompt('10:01:11', 'Who calls parse?'),
      answer(
        '10:01:20',
        's1',
        [10, 70, 0, 5_000],
        use('u1', 'Grep', { pattern: 'parse(' }),
        use('u2', 'Agent', { subagent_type: 'Plan', description: 'Order them', prompt: 'Order the callers' }),
      ),
      result('10:01:21', 'u1', 'three matches'),
      result('10:01:50', 'u2', 'ordered'),
      answer('10:01:58', 's2', [3, 40, 5_000, 500], say('Three callers.')),
    ),
    [`-w-app/${BUSY_ID}/subagents/agent-a1.meta.json`]: JSON.stringify({ agentType: 'Explore' }),
    [`-w-app/${BUSY_ID}/subagents/agent-a2.jsonl`]: lines(
      prompt('10:01:30', 'Order the callers'),
      answer('10:01:40', 's3', [5, 30, 0, 2_000], say('Ordered.')),
    ),
    [`-w-app/${BUSY_ID}/subagents/agent-a2.meta.json`]: JSON.stringify({ agentType: 'Plan', toolUseId: 'u2' }),
  });
}

function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function prompt(time: string, content: string, more: object = {}): object {
  return {
    type: 'user',
    timestamp: `${DAY}${time}Z`,
    cwd: '/w/app',
    version: '2.1.150',
    uuid: `p-${time}`,
    message: { role: 'user', content },
    ...more,
  };
}

function answer(time: string, id: string, counts: readonly number[], ...content: readonly object[]): object {
  const [input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens] = counts;
  const usage = { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens };
  const message = { id, model: 'claude-opus-4-6', stop_reason: 'end_turn', content, usage };
  return {
    type: 'assistant',
    timestamp: `${DAY}${time}Z`,
    cwd: '/w/app',
    version: '2.1.150',
    uuid: `a-${id}`,
    message,
  };
}

function result(
  time: string,
  id: string,
  content: string,
  more: object = {},
  toolUseResult: object | null = null,
): object {
  const block = { type: 'tool_result', tool_use_id: id, content, ...more };
  return {
    type: 'user',
    timestamp: `${DAY}${time}Z`,
    uuid: `r-${id}`,
    message: { role: 'user', content: [block] },
    toolUseResult,
  };
}

function use(id: string, name: string, input: object): object {
  return { type: 'tool_use', id, name, input };
}

function say(text: string): object {
  return { type: 'text', text };
}
