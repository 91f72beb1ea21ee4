import { makeRoot } from '../corpus.ts';
import { prompt } from './history.ts';

/** What the sessions of one side have in every prompt. */
export interface Side {
  /** `2026-02-20`: the day of its first session; one a day follows. */
  readonly firstDay: string;
  readonly sessions: number;
  /** Whether an MCP server is connected whose schemas are half of the snapshot. */
  readonly withServer: boolean;
  /** Whether there is a snapshot at all: parts have names only then. */
  readonly withSnapshot: boolean;
}

/** Of the fixed context, in characters: two tokens each are one. */
const CHARS = { system: 8000, read: 12_000, server: 20_000 };

/**
 * A history of two weeks written by hand. Each session has two turns of one response; the fixed context is 20,000 tokens
 * with the server, 10,000 of which are the server's, and 10,000 without.
 */
export function compareHistory(...sides: readonly Side[]): string {
  return makeRoot(Object.fromEntries(sides.flatMap((side, i) => sessionsOf(side, i))));
}

/** Six sessions with the server from 20 February, six without from 26 February. */
export const SERVER_TAKEN_OUT: readonly Side[] = [
  { firstDay: '2026-02-20', sessions: 6, withServer: true, withSnapshot: true },
  { firstDay: '2026-02-26', sessions: 6, withServer: false, withSnapshot: true },
];

function sessionsOf(side: Side, number: number): [string, string][] {
  return Array.from({ length: side.sessions }, (_, n) => {
    const id = `cccccccc-000${number}-4000-8000-00000000000${n}`;
    const day = new Date(Date.parse(`${side.firstDay}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
    const fixed = side.withServer ? 20_000 : 10_000;
    // Sessions differ a little, or every draw of them would come out the same.
    const output = 40 + 10 * (n % 3);
    return [
      `-w-secret-shop/${id}.jsonl`,
      [
        prompt(`${day}T10:00:00Z`, '/w/secret-shop', 'go'),
        ...(side.withSnapshot ? [snapshot(`${day}T10:00:01Z`, side.withServer)] : []),
        reply(`${day}T10:00:05Z`, `${id}-1`, [1, output, 0, fixed]),
        prompt(`${day}T10:01:00Z`, '/w/secret-shop', 'go'),
        reply(`${day}T10:01:05Z`, `${id}-2`, [1, output, fixed, 60 + n]),
      ].join('\n'),
    ];
  });
}

function snapshot(timestamp: string, withServer: boolean): string {
  const tool = (name: string, characters: number) => {
    const schema = { name, description: 'd', input_schema: { type: 'object', properties: {} as object } };
    const described = (text: string) => ({ ...schema, input_schema: { type: 'object', properties: { q: text } } });
    const rest = JSON.stringify(described('')).length;
    return { name, description: 'd', schema: described('x'.repeat(characters - rest)) };
  };
  const tools = [tool('Read', CHARS.read), ...(withServer ? [tool('mcp__figma__list', CHARS.server)] : [])];
  const attachment = { type: 'prompt_snapshot', systemPrompt: ['s'.repeat(CHARS.system)], tools, reminderFold: false };
  return JSON.stringify({
    ...{ type: 'attachment', timestamp, cwd: '/w/secret-shop', version: '2.1.332', uuid: `s-${timestamp}`, attachment },
  });
}

function reply(timestamp: string, id: string, [input, output, read, written]: readonly number[]): string {
  const usage = {
    ...{ input_tokens: input, output_tokens: output, cache_read_input_tokens: read },
    ...{ cache_creation_input_tokens: written },
  };
  const message = {
    id,
    model: 'claude-opus-4-6',
    stop_reason: 'end_turn',
    content: [{ type: 'text', text: 'ok' }],
    usage,
  };
  return JSON.stringify({
    ...{ type: 'assistant', timestamp, cwd: '/w/secret-shop', version: '2.1.332', uuid: `a-${id}`, message },
  });
}
