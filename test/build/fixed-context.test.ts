import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { record, user } from '../checklist/lines.ts';
import { removeRoots } from '../corpus.ts';
import { built, chars, chat, contextOf, prompts } from './context-of.ts';

afterAll(removeRoots);

const definition = (name: string, size: number) => {
  const empty = JSON.stringify({ name, description: '', input_schema: {} }).length;
  const schema = { name, description: chars(size - empty), input_schema: {} };
  return { name, description: schema.description, schema };
};
const snapshot = (second: number, system: number, tools?: object[]) =>
  record('attachment', second, {
    version: '2.1.332',
    attachment: {
      type: 'prompt_snapshot',
      systemPrompt: [chars(system / 2), chars(system / 2)],
      ...(tools && { tools }),
    },
  });

describe('the fixed context has names where a snapshot describes it', () => {
  it('its parts share what it has in proportion to their characters; it is no attachment', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      snapshot(1, 8000, [
        definition('Read', 12_000),
        definition('mcp__figma__a', 15_000),
        definition('mcp__figma__b', 5000),
      ]),
      chat(2, 'm1', { write1h: 16_100 }),
    );
    expect(prompts(context).m1).toEqual([
      ...['base of tool Read 4800', 'base of mcp figma 8000', 'base of system system prompt 3200', 'prompt 100'],
    ]);
  });

  it('the one with the tools, written after the first answer, describes that one too', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      snapshot(1, 8000),
      chat(2, 'm1', { write1h: 8100, output: 20 }),
      snapshot(3, 8000, [definition('Read', 12_000)]),
      user(4, chars(250)),
      chat(5, 'm2', { read: 8100, write1h: 120 }),
    );
    const parts = ['base of tool Read 4800', 'base of system system prompt 3200', 'prompt 100'];
    expect(prompts(context).m1).toEqual([...parts.slice(0, 2), 'prompt 100']);
    expect(prompts(context).m2).toEqual([...parts, 'output 20', 'prompt 100']);
  });

  it('another one holds from its response on: what is the same keeps its size, what is new gets one by its characters', async () => {
    const context = await contextOf(
      user(0, chars(250)),
      snapshot(1, 8000, [definition('Read', 12_000)]),
      chat(2, 'm1', { write1h: 8100, output: 20 }),
      user(4, chars(250)),
      snapshot(5, 8000, [definition('Read', 12_000), definition('mcp__figma__a', 5000)]),
      chat(6, 'm2', { write1h: 10_220 }),
    );
    expect(prompts(context).m2).toEqual([
      ...['base of tool Read 4800', 'base of mcp figma 2000', 'base of system system prompt 3200'],
      ...['prompt 100', 'output 20', 'prompt 100'],
    ]);
  });

  it('a thread without a snapshot takes its session’s', async () => {
    const { contexts } = await built(
      user(0, chars(250)),
      snapshot(1, 8000, [definition('Read', 12_000)]),
      chat(2, 'm1', { write1h: 8100, output: 20 }),
      user(3, 'count', { isSidechain: true, parentUuid: null }),
      { ...chat(4, 's1', { write5m: 5000 }), isSidechain: true, parentUuid: 'user-3' },
    );
    const agent = contexts.find(({ agentId }) => agentId !== '');
    expect(agent && prompts(agent).s1?.slice(0, 2)).toEqual([
      ...['base of tool Read 2999', 'base of system system prompt 2000'],
    ]);
  });

  it('without any it has no names', async () => {
    const context = await contextOf(user(0, chars(250)), chat(2, 'm1', { write1h: 8100 }));
    expect(prompts(context).m1).toEqual(['base 8000', 'prompt 100']);
  });

  it('listings are parts of it by the name of each entry, in proportion to what was rendered', async () => {
    const listing = '- deploy: brings it out\n- review: looks at it';
    const context = await contextOf(
      user(0, chars(250)),
      record('attachment', 1, {
        ...{ version: '2.1.332', rendered: [{ content: chars(500) }], renderedRole: 'system' },
        attachment: { type: 'skill_listing', content: listing, names: ['deploy', 'review'], digests: ['a', 'b'] },
      }),
      chat(2, 'm1', { write1h: 8300 }),
    );
    const parts = prompts(context).m1 ?? [];
    expect(parts[0]).toBe('base 7999');
    expect(parts.slice(2).map((each) => each.replace(/\d+$/, ''))).toEqual([
      'base of skill deploy ',
      'base of skill review ',
    ]);
    expect(parts.slice(2).reduce((sum, each) => sum + Number(/\d+$/.exec(each)?.[0]), 0)).toBe(201);
  });
});

const EDGE = new URL('../../fixtures/edge/', import.meta.url);
const edge = (name: string) =>
  readFileSync(new URL(`${name}.jsonl`, EDGE), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as object);

describe('edge: the fixed context is 40,000 characters', () => {
  it.each(['fixed-context-a', 'fixed-context-b', 'context-usage'])('%s: 20, 30 and 50 % of it', async (name) => {
    const { contexts } = await built(...edge(name));
    const fixed = (contexts[0]?.items ?? []).filter(({ kind }) => kind === 'base');
    const sum = fixed.reduce((all, { tokens }) => all + tokens, 0);
    const shares = fixed.map(({ tool, label, chars: size, tokens }) => [
      tool,
      label,
      size,
      Math.round((100 * tokens) / sum),
    ]);
    expect(shares).toEqual([
      ['tool', 'Read', 12_000, 30],
      ['mcp', 'figma', 20_000, 50],
      ['system', 'system prompt', 8000, 20],
    ]);
    expect(contexts[0]?.items.filter(({ kind }) => kind === 'attachment')).toEqual([]);
  });
});
