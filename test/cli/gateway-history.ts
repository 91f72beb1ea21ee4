import { makeRoot } from '../corpus.ts';
import { prompt } from './history.ts';

const ID = (n: number) => `dddddddd-0000-4000-8000-00000000000${n}`;

/**
 * A history written by hand of somebody who has no Claude model at all: DeepSeek over a day, with an hour at its dearer
 * price and a file that is read; GLM, with an agent; Kimi by a gateway's path; and a model that no list knows. Nine
 * responses on 2026-10-05, UTC.
 */
export function gatewayHistory(): string {
  return makeRoot({
    [`-w-app/${ID(1)}.jsonl`]: [
      prompt('2026-10-05T00:30:00Z', '/w/app', 'Fix the parser'),
      answer('2026-10-05T00:30:09Z', 'ds1', 'deepseek-v4-pro', [20_000, 1_000, 0], read('t1')),
      result('2026-10-05T00:30:10Z', 't1', 'x'.repeat(20_000)),
      answer('2026-10-05T00:30:20Z', 'ds2', 'deepseek-v4-pro', [6_000, 1_000, 20_000]),
      prompt('2026-10-05T08:00:00Z', '/w/app', 'And the tests'),
      answer('2026-10-05T08:00:05Z', 'ds3', 'deepseek-v4-pro', [1_000, 2_000, 26_000]),
      answer('2026-10-05T12:00:00Z', 'ds4', 'deepseek-v4-pro', [1_000, 2_000, 28_000]),
    ].join('\n'),
    [`-w-app/${ID(2)}.jsonl`]: [
      prompt('2026-10-05T13:00:00Z', '/w/app', 'Write the changelog'),
      answer('2026-10-05T13:00:05Z', 'glm1', 'glm-5.2', [10_000, 500, 90_000]),
    ].join('\n'),
    [`-w-app/${ID(2)}/subagents/agent-g1.jsonl`]: answer(
      '2026-10-05T13:00:30Z',
      'glm2',
      'GLM-5.2',
      [5_000, 100, 15_000],
    ),
    [`-w-lib/${ID(3)}.jsonl`]: [
      prompt('2026-10-05T14:00:00Z', '/w/lib', 'Explain this module'),
      answer('2026-10-05T14:00:05Z', 'km1', 'moonshotai/kimi-k2.5', [4_000, 300, 60_000]),
      answer('2026-10-05T14:01:05Z', 'km2', 'kimi-k2.5', [2_000, 300, 64_000]),
      answer('2026-10-05T14:02:05Z', 'own1', 'our-own-model', [2_000, 300, 64_000]),
    ].join('\n'),
  });
}

/**
 * List price of all of it but the last, by hand from the rates of the package, in dollars. DeepSeek at 0.66, 0.022 and
 * 1.98 for a million tokens of input, read and output, between 06:00 and 10:00 at 1.32, 0.044 and 3.96.
 */
export const GATEWAY_USD = {
  'deepseek-v4-pro':
    (20_000 * 0.66 + 1_000 * 1.98) / 1e6 +
    (6_000 * 0.66 + 20_000 * 0.022 + 1_000 * 1.98) / 1e6 +
    (1_000 * 1.32 + 26_000 * 0.044 + 2_000 * 3.96) / 1e6 +
    (1_000 * 0.66 + 28_000 * 0.022 + 2_000 * 1.98) / 1e6,
  'GLM-5.2': (15_000 * 1.4 + 105_000 * 0.26 + 600 * 4.4) / 1e6,
  'kimi-k2.5': (6_000 * 0.6 + 124_000 * 0.1 + 600 * 3) / 1e6,
};

/** One session written by hand whose responses differ in nothing but how their model is written. */
export function spellingHistory(): string {
  const models = [
    ...[
      'anthropic/claude-4.6-sonnet',
      'claude-4-6-sonnet',
      'databricks-claude-sonnet-4-6',
      'claude-sonnet-4-6-thinking',
    ],
    ...['sonnet', 'deepseek-v4-pro', 'GLM-5', 'kimi-k2-thinking'],
  ];
  const lines = models.map((model, i) => answer(`2026-10-05T10:0${i}:05Z`, `sp${i}`, model, [1_000, 1_000, 100_000]));
  return makeRoot({
    [`-w-app/${ID(4)}.jsonl`]: [prompt('2026-10-05T10:00:00Z', '/w/app', 'Go on'), ...lines].join('\n'),
  });
}

function answer(timestamp: string, id: string, model: string, counts: readonly number[], ...content: object[]): string {
  const [input_tokens, output_tokens, cache_read_input_tokens] = counts;
  const usage = { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens: 0 };
  const said = content.length > 0 ? content : [{ type: 'text', text: 'done' }];
  const message = { id, model, stop_reason: 'end_turn', content: said, usage };
  return JSON.stringify({ type: 'assistant', timestamp, cwd: '/w/app', version: '2.1.332', uuid: `a-${id}`, message });
}

function read(id: string): object {
  return { type: 'tool_use', id, name: 'Read', input: { file_path: '/w/app/parse.ts' } };
}

function result(timestamp: string, id: string, content: string): string {
  const message = { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] };
  return JSON.stringify({ type: 'user', timestamp, cwd: '/w/app', version: '2.1.332', uuid: `r-${id}`, message });
}
