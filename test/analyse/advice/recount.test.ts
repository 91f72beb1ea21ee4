import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LeverKind } from '../../../src/analyse/advice/lever.ts';
import { FIXTURES, makeRoot, removeRoots } from '../../corpus.ts';
import { adviceOn, weightOf } from './advice-in.ts';

afterAll(removeRoots);

interface Block {
  type: string;
  tool_use_id?: string;
  content?: string;
}

interface Line {
  type: string;
  attachment?: { type: string; tools?: { name: string }[] };
  message?: { id?: string; content: string | Block[]; usage: Record<string, number | Record<string, number>> };
}

/** Tokens of the thing in the prompt of a response: read from the cache, written to it, sent as they are. */
type Gone = Readonly<Record<string, readonly [read: number, write: number, input?: number]>>;

interface Removal {
  readonly files: Readonly<Record<string, string>>;
  readonly kind: LeverKind;
  /** The thing is no part of what this makes of a line. */
  readonly without: (line: Line) => Line | null;
  /** Which tokens are gone from the prompts: what a server that counts and caches prompts would charge less. */
  readonly gone: Gone;
  /** Which of the two effects it is. */
  readonly effect: 'low' | 'high';
}

const hooks: Removal = {
  files: fixture('lever-hook-context'),
  kind: 'hook-context',
  without: (line) => (line.attachment?.type.startsWith('hook_') ? null : line),
  // 2,000 tokens from the first prompt on, 1,000 more from the second on; the pause has all of them written again.
  gone: { h1: [0, 2000], h2: [2000, 1000], h3: [0, 3000] },
  effect: 'low',
};

const file: Removal = {
  files: fixture('lever-file'),
  kind: 'file',
  without: cutting({ r2: 0, r3: 0 }),
  gone: { c22: [0, 2000], c23: [2000, 0], c32: [0, 2000], c33: [2000, 0], c34: [2000, 0] },
  effect: 'low',
};

const output: Removal = {
  files: fixture('lever-tool-output'),
  kind: 'tool-output',
  without: cutting({ b1: 2000, b2: 2000 }),
  // In d13 what the cache had of the prompt ends 4,000 tokens into the result.
  gone: { d12: [0, 7000], d13: [2000, 5000], d22: [0, 8000] },
  effect: 'low',
};

const server: Removal = {
  files: {
    'a.jsonl': edge('fixed-context-a'),
    'b.jsonl': edge('fixed-context-b'),
  },
  kind: 'mcp-server',
  without: withoutServer,
  gone: { fxa1: [0, 10_000], fxa2: [10_000, 0], fxb1: [0, 10_000], fxb2: [10_000, 0] },
  effect: 'high',
};

const serverWhereUnused: Removal = {
  ...server,
  gone: { fxa1: [0, 10_000], fxa2: [10_000, 0] },
  without: (line) => ((line as { sessionId?: string }).sessionId?.endsWith('a') ? withoutServer(line) : line),
  effect: 'low',
};

describe('taking the thing out of the transcripts and counting again gives the replayed figure', () => {
  it.each(Object.entries({ hooks, file, output, server, serverWhereUnused }))('%s', async (_, removal) => {
    const { files, kind, without, gone, effect } = removal;
    const before = makeRoot(rooted(files));
    const after = makeRoot(rooted(mapped(files, (text) => copyWithout(text, without, gone))));
    const { levers } = await adviceOn(before);
    const replayed = levers.filter((lever) => lever.kind === kind);
    expect(replayed.length).toBeGreaterThan(0);
    const less = replayed.reduce((sum, lever) => sum + lever.effect[effect], 0n);
    expect(less).toBeGreaterThan(0n);
    expect((await weightOf(before)) - (await weightOf(after))).toBe(less);
  });

  it.each(Object.entries({ hooks, file, output, server }))('and it is advised no more: %s', async (_, removal) => {
    const { files, kind, without, gone } = removal;
    const { levers } = await adviceOn(makeRoot(rooted(mapped(files, (text) => copyWithout(text, without, gone)))));
    expect(levers.filter((lever) => lever.kind === kind)).toEqual([]);
  });
});

/** What it is made of costs the same in the copy: nothing but the thing changed. */
describe('what stays costs what it did', () => {
  it.each(Object.entries({ hooks, output }))('%s', async (_, { files, without, gone, kind }) => {
    const before = await adviceOn(makeRoot(rooted(files)));
    const after = await adviceOn(makeRoot(rooted(mapped(files, (text) => copyWithout(text, without, gone)))));
    const others = (levers: typeof before.levers) =>
      levers.filter((lever) => lever.kind !== kind).map(({ id, cost }) => [id, cost]);
    expect(others(after.levers)).toEqual(others(before.levers));
    expect(after.unnamed).toEqual(before.unnamed);
  });
});

function copyWithout(text: string, without: Removal['without'], gone: Gone): string {
  const lines = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  return lines
    .flatMap((line) => without(line) ?? [])
    .map((line) => JSON.stringify(charged(line, gone[line.message?.id ?? ''])))
    .join('\n');
}

/** A response without these tokens. */
function charged(line: Line, gone: Gone[string] | undefined): Line {
  if (gone === undefined || line.message === undefined) return line;
  const [read, write, input = 0] = gone;
  const { usage } = line.message;
  const less = (field: string, by: number) => ({ [field]: (usage[field] as number) - by });
  const split = usage.cache_creation as Record<string, number>;
  const hour = (split.ephemeral_1h_input_tokens ?? 0) - write;
  return {
    ...line,
    message: {
      ...line.message,
      usage: {
        ...usage,
        ...less('cache_read_input_tokens', read),
        ...less('cache_creation_input_tokens', write),
        ...less('input_tokens', input),
        cache_creation: { ...split, ephemeral_1h_input_tokens: hour },
      },
    },
  };
}

/** Results of these calls are so many characters long. */
function cutting(calls: Readonly<Record<string, number>>): Removal['without'] {
  return (line) => {
    const content = line.message?.content;
    if (line.message === undefined || !Array.isArray(content)) return line;
    const cut = content.map((block) => {
      const chars = calls[block.tool_use_id ?? ''];
      return chars === undefined ? block : { ...block, content: block.content?.slice(0, chars) ?? '' };
    });
    return { ...line, message: { ...line.message, content: cut } };
  };
}

function withoutServer(line: Line): Line {
  const { attachment } = line;
  if (attachment?.tools === undefined) return line;
  return { ...line, attachment: { ...attachment, tools: attachment.tools.filter(({ name }) => !/figma/.test(name)) } };
}

function fixture(name: string): Readonly<Record<string, string>> {
  const folder = join(FIXTURES, '2.1.332', name, 'projects/-w-shop');
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function edge(name: string): string {
  return readFileSync(join(FIXTURES, 'edge', `${name}.jsonl`), 'utf8');
}

function mapped(files: Removal['files'], change: (text: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [file, change(text)]));
}

function rooted(files: Removal['files']): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([file, text]) => [`p/${file}`, text]));
}
