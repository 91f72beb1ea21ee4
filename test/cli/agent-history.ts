import { makeRoot } from '../corpus.ts';

export const AGENTS_ID = 'eeeeeeee-0000-4000-8000-000000000006';
export const OTHER_ID = 'ffffffff-0000-4000-8000-000000000007';

const DAY = '2026-03-04T';
const OPUS = 'claude-opus-4-6';
const HAIKU = 'claude-haiku-4-5';

/** One response: tokens in, out, read from the cache and written to it, and how many calls it makes. */
interface Answer {
  readonly model: string;
  readonly counts: readonly [input: number, output: number, read: number, written: number];
  readonly calls?: number;
  readonly unfinished?: true;
}

interface AgentFile {
  readonly type: string;
  readonly answers: readonly Answer[];
}

/**
 * Agents by id, each at or just beside one limit. List prices in dollars per million tokens (input, output, read,
 * write): Opus 4.6 5, 25, 0.5, 6.25 and premium; Haiku 4.5 1, 5, 0.1, 1.25.
 */
const AGENTS: Readonly<Record<string, AgentFile>> = {
  'sent-50000': one('Explore', { model: HAIKU, counts: [10_000, 1_999, 40_000, 40_000] }),
  'sent-49999': one('Explore', { model: HAIKU, counts: [10_000, 1_999, 39_999, 40_000] }),
  'out-2000': one('Explore', { model: OPUS, counts: [10_000, 2_000, 40_000, 40_000] }),
  'cost-5-cents': one('Plan', { model: OPUS, counts: [0, 1_000, 0, 4_000] }),
  'cost-less': one('Plan', { model: OPUS, counts: [0, 1_000, 0, 3_999] }),
  'calls-5': one('Plan', { model: OPUS, counts: [10, 1_500, 0, 20_000], calls: 5 }),
  'calls-6': one('Plan', { model: OPUS, counts: [10, 1_500, 0, 20_000], calls: 6 }),
  both: one('Plan', { model: OPUS, counts: [20_000, 1_000, 60_000, 10_000] }),
  // $0.0501 of Opus beside $0.05 of Haiku, and $0.05 beside $0.05.
  'opus-more': {
    type: 'mixed',
    answers: [
      { model: OPUS, counts: [0, 4, 0, 8_000] },
      { model: HAIKU, counts: [0, 0, 0, 40_000] },
    ],
  },
  'opus-half': {
    type: 'mixed',
    answers: [
      { model: OPUS, counts: [0, 0, 0, 8_000] },
      { model: HAIKU, counts: [0, 0, 0, 40_000] },
    ],
  },
  unfinished: one('Explore', { model: OPUS, counts: [10_000, 5, 90_000, 20_000], unfinished: true }),
  unpriced: {
    type: 'mixed',
    answers: [
      { model: OPUS, counts: [10_000, 5, 90_000, 20_000] },
      { model: 'glm-9-unknown', counts: [100, 5, 0, 0] },
    ],
  },
};

/** What each is flagged by; null: not judged. */
export const EXPECTED_FLAGS: Readonly<Record<string, readonly string[] | null>> = {
  'sent-50000': ['over_provisioned'],
  'sent-49999': [],
  'out-2000': [],
  'cost-5-cents': ['over_powered'],
  'cost-less': [],
  'calls-5': ['over_powered'],
  'calls-6': [],
  both: ['over_provisioned', 'over_powered'],
  'opus-more': ['over_powered'],
  'opus-half': [],
  unfinished: null,
  unpriced: null,
  outer: [],
  inner: ['over_powered'],
  'call-gone': null,
};

/**
 * Two sessions written by hand: one whose agents lie at and beside every limit, one in which an agent has an agent of its
 * own and another left no transcript.
 */
export function agentHistory(): string {
  const ids = Object.keys(AGENTS);
  const files = Object.entries(AGENTS).flatMap(([id, agent]) => agentFiles(AGENTS_ID, id, `call-${id}`, agent));
  const outer = one('Explore', { model: HAIKU, counts: [50, 400, 0, 1_000] });
  const inner = one('Plan', { model: OPUS, counts: [100, 600, 0, 9_000] });
  return makeRoot({
    ...{
      [`-w-app/${AGENTS_ID}.jsonl`]: lines(prompt('10:00:00', 'Look at everything'), spawns('10:00:10', 'm1', ids)),
    },
    ...{
      [`-w-app/${OTHER_ID}.jsonl`]: lines(prompt('11:00:00', 'Go on'), spawns('11:00:10', 'm2', ['outer', 'gone'])),
    },
    ...Object.fromEntries([
      ...files,
      ...agentFiles(OTHER_ID, 'outer', 'call-outer', outer, spawnCall('inner')),
      ...agentFiles(OTHER_ID, 'inner', 'call-inner', inner),
    ]),
  });
}

function one(type: string, answer: Answer): AgentFile {
  return { type, answers: [answer] };
}

/** A transcript of 20 seconds and its metadata. */
function agentFiles(session: string, id: string, call: string, { type, answers }: AgentFile, also?: object) {
  const path = `-w-app/${session}/subagents/agent-${id}`;
  const records = answers.map((answer, n) => {
    const calls = Array.from({ length: answer.calls ?? 0 }, (_, i) =>
      use(`${id}-${i}`, 'Read', { file_path: `/w/${i}` }),
    );
    return said('10:01:20', `${id}-${n}`, answer, [...calls, ...(also === undefined ? [] : [also])]);
  });
  return [
    [`${path}.jsonl`, lines(prompt('10:01:00', `do ${id}`), ...records)],
    [`${path}.meta.json`, JSON.stringify({ agentType: type, description: `Do ${id}`, toolUseId: call })],
  ] as const;
}

function spawns(time: string, id: string, agents: readonly string[]): object {
  return said(time, id, { model: OPUS, counts: [100, 2_000, 0, 30_000] }, agents.map(spawnCall));
}

function spawnCall(agent: string): object {
  return use(`call-${agent}`, 'Agent', { subagent_type: 'Explore', description: `Do ${agent}`, prompt: `do ${agent}` });
}

function use(id: string, name: string, input: object): object {
  return { type: 'tool_use', id, name, input };
}

function lines(...records: readonly object[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('');
}

function prompt(time: string, content: string): object {
  const message = { role: 'user', content };
  return {
    type: 'user',
    timestamp: `${DAY}${time}Z`,
    cwd: '/w/app',
    version: '2.1.150',
    uuid: `p-${content}`,
    message,
  };
}

function said(time: string, id: string, { model, counts, unfinished }: Answer, content: readonly object[]): object {
  const [input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens] = counts;
  const usage = { input_tokens, output_tokens, cache_read_input_tokens, cache_creation_input_tokens };
  const message = { id, model, stop_reason: unfinished ? null : 'end_turn', content, usage };
  return {
    type: 'assistant',
    timestamp: `${DAY}${time}Z`,
    cwd: '/w/app',
    version: '2.1.150',
    uuid: `a-${id}`,
    message,
  };
}
