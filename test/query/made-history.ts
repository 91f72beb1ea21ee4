import { at, lines, record, results, text, use, user } from '../checklist/lines.ts';
import { makeRoot } from '../corpus.ts';

const SECONDS = 6 * 60 * 60;

/** Six hours of three sessions in two projects, with all that responses are told apart by. */
export function madeHistory(): string {
  let state = 7;
  const pick = <T>(choices: readonly T[]): T => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return choices[Math.floor((state / 2 ** 31) * choices.length)] as T;
  };
  const response = (second: number, id: string, call: string | null): object => {
    const usage = {
      input_tokens: pick([0, 1, 100, 30_000]),
      output_tokens: pick([1, 70]),
      cache_read_input_tokens: pick([0, 99_999, 100_000, 100_001, 127_000, 199_999, 250_000]),
      cache_creation: { ephemeral_5m_input_tokens: pick([0, 1, 900]), ephemeral_1h_input_tokens: pick([0, 40_000]) },
      speed: pick(['standard', 'standard', 'fast']),
      inference_geo: pick([null, 'us']),
      service_tier: pick([null, 'batch']),
      server_tool_use: { web_search_requests: pick([0, 0, 2]) },
      iterations: pick([
        null,
        null,
        [{ type: 'advisor_message', model: 'claude-opus-5', input_tokens: 40, output_tokens: 9 }],
      ]),
    };
    const content = call === null ? [text('ok')] : [callOf(call)];
    const model = pick(['claude-opus-4-8', 'claude-haiku-5-5', 'claude-sonnet-4-5', 'nobody-knows']);
    const message = { role: 'assistant', id, model, stop_reason: pick(['end_turn', 'end_turn', null]), content, usage };
    const told = record('assistant', second, { message });
    return pick([0, 0, 0, 0, 1]) === 1 ? { ...told, timestamp: undefined } : told;
  };
  const callOf = (call: string): object => {
    const command = pick(['git status', 'cd /w && npm test', '"$X" y']);
    return pick([
      use(call, 'Read'),
      use(call, 'Bash', { command }),
      use(call, 'mcp__notes__add'),
      use(call, 'Skill', { skill: 'review' }),
    ]);
  };
  const placeOf = (): object => ({
    gitBranch: pick(['main', 'main', 'fix/cart', '', undefined]),
    version: pick(['2.1.140', '2.1.332', undefined]),
  });
  const session = (name: string, cwd: string, count: number): string => {
    const records = Array.from({ length: count }, (_, i) => {
      const second = pick([0, 900, 1800, 2699, 2700, 2701, Math.floor((i * SECONDS) / count), (i * 7919) % SECONDS]);
      const [id, call] = [`${name}-${i}`, `call-${name}-${i}`];
      const more = { cwd, uuid: `${id}-u`, ...placeOf() };
      const effort = i % 3 === 0 ? 'high' : undefined;
      const begun = { ...more, ...response(second, id, pick([null, call])), cwd, effort, uuid: `${id}-a` };
      const link = { type: 'pr-link', timestamp: at(second), prNumber: pick([7, 8]), prRepository: 'w/shop' };
      return [
        user(second, pick(['go on', '<command-name>/review</command-name>']), more),
        ...(pick([0, 0, 0, 1]) === 1 ? [link] : []),
        begun,
        begun,
        results(second, { [call]: 'x' }, { ...more, uuid: `${id}-r` }),
      ];
    });
    return lines(...records.flat());
  };
  return makeRoot({
    'p/s1.jsonl': session('s1', '/w/app', 70),
    'p/s2.jsonl': session('s2', '/w/other', 50),
    'p/s3.jsonl': session('s3', '/w/app/deep', 30),
    'p/s3/subagents/agent-x.jsonl': session('s3-x', '/w/app/deep', 30),
    'p/s4.jsonl': `${lines(user(5, 'nothing came of it'))}{"type":"assist\n`,
  });
}
