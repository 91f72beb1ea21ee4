import { makeRoot } from '../corpus.ts';

/** One record of a transcript. */
type Line = object;

/** Opus 4.6 costs 5, 25, 0.5 and 6.25 dollars per million of input, output, read and 5m write; Sonnet 4.6 three fifths. */
const OPUS = 'claude-opus-4-6';

const DAY = '2026-03-04T';

/** What may differ from the usual answer: 10 input, 400 output, 10,000 read, 8,000 written for five minutes. */
export interface AnswerTold {
  readonly model?: string;
  readonly output?: number;
  readonly read?: number;
  readonly write?: number;
  readonly thinking?: number;
  readonly effort?: string;
  readonly stop?: string | null;
  readonly calls?: readonly Call[];
}

interface Call {
  readonly id: string;
  readonly name: string;
  readonly input: object;
}

/** A config folder with one session for each name; ids of answers are made its own, so that none is a copy of another. */
export function auditRoot(sessions: Readonly<Record<string, readonly Line[]>>): string {
  const files = Object.entries(sessions).map(([name, lines]) => [
    `-w-app/${name}.jsonl`,
    lines.map((line) => `${JSON.stringify(line).replace('"id":"', `"id":"${name} `)}\n`).join(''),
  ]);
  return makeRoot(Object.fromEntries(files));
}

export function prompt(time: string, content = 'Rename the flag', more: object = {}): Line {
  return {
    ...{ type: 'user', timestamp: `${DAY}${time}Z`, cwd: '/w/app', version: '2.1.150', uuid: `p-${time}` },
    message: { role: 'user', content },
    ...more,
  };
}

export function answer(time: string, id: string, told: AnswerTold = {}): Line {
  const usage = {
    ...{ input_tokens: 10, output_tokens: told.output ?? 400 },
    ...{ cache_read_input_tokens: told.read ?? 10_000, cache_creation_input_tokens: told.write ?? 8_000 },
    ...(told.thinking === undefined ? {} : { output_tokens_details: { thinking_tokens: told.thinking } }),
  };
  const content = [
    { type: 'text', text: 'Done.' },
    ...(told.calls ?? []).map((call) => ({ type: 'tool_use', ...call })),
  ];
  return {
    ...{ type: 'assistant', timestamp: `${DAY}${time}Z`, cwd: '/w/app', version: '2.1.150', uuid: `a-${id}` },
    ...(told.effort === undefined ? {} : { effort: told.effort }),
    message: {
      ...{ id, model: told.model ?? OPUS, stop_reason: told.stop === undefined ? 'end_turn' : told.stop },
      ...{ content, usage },
    },
  };
}

export function result(time: string, id: string, isError = false, content: string = isError ? 'no' : 'ok'): Line {
  const block = { type: 'tool_result', tool_use_id: id, content, ...(isError ? { is_error: true } : {}) };
  return {
    ...{ type: 'user', timestamp: `${DAY}${time}Z`, uuid: `r-${id}` },
    message: { role: 'user', content: [block] },
  };
}

export function call(id: string, name: string, input: object = { command: id }): Call {
  return { id, name, input };
}

export function edit(id: string, file: string, lines = 1): Call {
  const text = (word: string) => Array.from({ length: lines }, (_, i) => `${word} ${i}`).join('\n');
  return call(id, 'Edit', { file_path: file, old_string: '', new_string: text('new') });
}

/** A session of one prompt and one answer that is Sonnet-shaped unless told otherwise. */
export function oneTurn(id: string, told: AnswerTold = {}, opened: object = {}): Line[] {
  const results = (told.calls ?? []).map((each) => result('10:00:20', each.id));
  return [prompt('10:00:00', 'Rename the flag', opened), answer('10:00:10', id, told), ...results];
}

/** A session of three answers: dear, Sonnet-shaped, dear; `read` is what the latter two read of a context of 100,000. */
export function between(id: string, read: number): Line[] {
  const write = 101_000 - read;
  return [
    prompt('10:00:00', 'Design the parser'),
    answer('10:00:10', `${id}-1`, { output: 5_000, read: 60_000, write: 40_000 }),
    prompt('10:10:00', 'What is this flag for?'),
    answer('10:10:10', `${id}-2`, { output: 200, read, write }),
    prompt('10:20:00', 'Write the parser'),
    answer('10:20:10', `${id}-3`, { output: 5_000, read: read === 0 ? 0 : 101_000, write: 2_000 }),
  ];
}

/** Seven sessions: Sonnet-shaped as a whole, in part with and without a pause around it, not at all, and not known. */
export function auditHistory(): string {
  const name = (n: number) => `${'def0123'[n]?.repeat(8)}-0000-4000-8000-00000000000${n}`;
  const small = [edit('t1', '/w/app/flags.ts', 3)];
  return auditRoot({
    [name(0)]: [
      ...oneTurn('m1', { calls: small, effort: 'medium', thinking: 40 }),
      prompt('10:05:00', 'And in the help'),
      answer('10:05:10', 'm2', { output: 300, read: 18_000, write: 500, effort: 'medium', thinking: 20 }),
    ],
    [name(1)]: between('b', 0),
    [name(2)]: between('b', 99_000),
    [name(3)]: oneTurn(
      'm1',
      { output: 9_000, effort: 'high' },
      { message: { role: 'user', content: 'Think it over' } },
    ),
    [name(4)]: oneTurn('m1', {
      calls: Array.from({ length: 9 }, (_, i) => call(`t${i}`, 'Grep', { pattern: `${i}` })),
    }),
    [name(5)]: oneTurn('m1', { output: 1, stop: null }),
    [name(6)]: oneTurn('m1', {}, { permissionMode: 'plan' }),
  });
}
