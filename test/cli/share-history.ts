import { makeRoot } from '../corpus.ts';
import { prompt } from './history.ts';

/** Names that no picture may show unless it is asked to. */
export const SECRET_NAMES = ['acme-vault', 'Rotate the vault keys', 'vaultwarden', 'eeeeeeee'] as const;

const SESSIONS = 10;
const RESPONSES = 24;

/**
 * Two weeks of work written by hand, to 4 March 2026: a session of 24 responses on each of ten days, most of which read
 * a file; one pause in each loses the cache. The second week writes more and carries less.
 */
export function shareHistory(): string {
  return makeRoot(
    Object.fromEntries(
      Array.from({ length: SESSIONS }, (_, n) => {
        const isLate = n >= SESSIONS / 2;
        const day = isLate ? `2026-03-0${n - 5 > 3 ? 4 : n - 4}` : `2026-02-${21 + n}`;
        const id = `eeeeeeee-0000-4000-8000-00000000000${n}`;
        return [`-home-me-acme-vault/${id}.jsonl`, session(day, 9 + (n % 5), id, isLate ? 900 : 300)];
      }),
    ),
  );
}

const CWD = '/home/me/acme-vault';
const MODEL = 'claude-opus-4-6';

/** `output`: tokens of each answer. */
function session(day: string, hour: number, id: string, output: number): string {
  const lines = [prompt(time(day, hour, 0), CWD, 'Rotate the vault keys')];
  let context = 22_000;
  for (let n = 0; n < RESPONSES; n++) {
    // A pause of two hours in the middle: what was cached is written again.
    const isLost = n === RESPONSES / 2;
    const at = time(day, hour + (n < RESPONSES / 2 ? 0 : 2), 1 + (n % (RESPONSES / 2)));
    const came = 2600 + 40 * n;
    const [read, written] = n === 0 || isLost ? [0, context + came] : [context, came];
    const name = n % 6 === 5 ? 'mcp__vaultwarden__unlock' : 'Read';
    const call = { type: 'tool_use', id: `toolu_${id}_${n}`, name, input: { file_path: `${CWD}/src/part${n}.ts` } };
    lines.push(reply(at, `${id}-${n}`, call, [4, output, read, written]), result(at, call.id, came));
    context += came;
  }
  return lines.join('\n');
}

function time(day: string, hour: number, minute: number): string {
  return `${day}T${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00Z`;
}

function reply(timestamp: string, id: string, call: object, [input, output, read, written]: readonly number[]): string {
  const usage = {
    ...{ input_tokens: input, output_tokens: output, cache_read_input_tokens: read },
    ...{ cache_creation_input_tokens: written },
  };
  const message = { id, model: MODEL, stop_reason: 'tool_use', content: [{ type: 'text', text: 'ok' }, call], usage };
  return JSON.stringify({ type: 'assistant', timestamp, cwd: CWD, version: '2.1.60', uuid: `a-${id}`, message });
}

function result(timestamp: string, id: string, tokens: number): string {
  const content = [{ type: 'tool_result', tool_use_id: id, content: 'line of code\n'.repeat(Math.round(tokens / 5)) }];
  const message = { role: 'user', content };
  return JSON.stringify({ type: 'user', timestamp, cwd: CWD, version: '2.1.60', uuid: `r-${id}`, message });
}
