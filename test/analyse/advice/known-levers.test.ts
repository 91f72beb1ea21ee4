import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Lever } from '../../../src/analyse/advice/lever.ts';
import type { Advice } from '../../../src/cli/advice-for.ts';
import { copyEdge, FIXTURES, makeRoot, removeRoots } from '../../corpus.ts';
import { adviceOn } from './advice-in.ts';

afterAll(removeRoots);

/** Opus 4.8: dollars per million tokens read, written for an hour, sent as they are, and answered. */
const [READ, WRITE, INPUT, OUTPUT] = [0.5, 10, 5, 25];

/** What tokens by class came to: read, written, sent as they are, answered. */
function usd([read, write, input, output]: readonly number[]): number {
  return ((read ?? 0) * READ + (write ?? 0) * WRITE + (input ?? 0) * INPUT + (output ?? 0) * OUTPUT) / 1e6;
}

const fixture = (name: string) => join(FIXTURES, '2.1.332', name);

function lever(advice: Advice, id: string): Lever {
  const found = advice.levers.find((each) => each.id === id);
  if (found === undefined) throw new Error(`no ${id} among ${advice.levers.map((each) => each.id).join(', ')}`);
  return found;
}

/** Dollars as shares of the window. */
function shares({ base }: Advice, { cost, effect }: Lever) {
  const share = (weight: bigint) => Number(weight) / Number(base.weight);
  return { cost: share(cost.weight), low: share(effect.low), high: share(effect.high) };
}

/** Tokens by class: all of the fixture, the lever's cost, what would have been less at least, and at most. */
type Known = readonly [name: string, id: string, all: Classes, cost: Classes, low: Classes, high: Classes];
type Classes = readonly number[];

const HOOKS = [10_000, 10_158, 1, 150];
const LISTINGS = [10_500, 10_654, 2, 200];
const OUTPUTS = [19_051, 34_154, 2, 250];

const KNOWN: readonly Known[] = [
  // Written, read, and written once more after the pause.
  ['lever-hook-context', 'hook-context:SessionStart:startup', HOOKS, [2000, 4000], [2000, 4000], [2000, 4000]],
  ['lever-hook-context', 'hook-context:UserPromptSubmit', HOOKS, [0, 2000], [0, 2000], [0, 2000]],
  // 2,000 tokens written and read in each of two sessions; half of it leaves.
  [
    'lever-memory-file',
    'memory-file:/w/shop/CLAUDE.md',
    [12_000, 12_106, 2, 200],
    [4000, 4000],
    [2000, 2000],
    [2000, 2000],
  ],
  // Of four readings the second and the third: each written, then read once and twice.
  ['lever-file', 'file:/w/shop/src/api.ts', [36_243, 23_345, 3, 450], [6000, 4000], [6000, 4000], [6000, 4000]],
  // 9,000 tokens written; then 4,000 of them read and 5,000 written. 10,000 written. 2,000 of each stay.
  ['lever-tool-output', 'tool-output:Bash npm test', OUTPUTS, [4000, 24_000], [2000, 20_000], [2000, 20_000]],
  // 1,000 tokens: written and read in its own turn, read and written in those after it.
  ['lever-image', 'image:prompts', [10_650, 10_956, 0, 200], [2000, 2000], [1000, 1000], [1000, 1000]],
  // 250 tokens a skill or agent: written and read in each session; the second invokes one of the skills.
  ['lever-listings', 'skill:deploy', LISTINGS, [500, 500], [250, 250], [500, 500]],
  ['lever-listings', 'skill:review', LISTINGS, [500, 500], [500, 500], [500, 500]],
  ['lever-listings', 'agent-type:tester', LISTINGS, [500, 500], [500, 500], [500, 500]],
  ['lever-listings', 'plugin:tools', LISTINGS, [1000, 1000], [1000, 1000], [1000, 1000]],
];

describe('a lever costs what was worked out by hand, to six digits', () => {
  it.each(KNOWN)('%s: %s', async (name, id, all, cost, low, high) => {
    const advice = await adviceOn(fixture(name));
    const found = shares(advice, lever(advice, id));
    expect(Number(advice.base.weight) / 1e12).toBeCloseTo(usd(all), 9);
    expect(found.cost).toBeCloseTo(usd(cost) / usd(all), 6);
    expect(found.low).toBeCloseTo(usd(low) / usd(all), 6);
    expect(found.high).toBeCloseTo(usd(high) / usd(all), 6);
  });

  it('an MCP server that one of two sessions calls: its cost in the other leaves', async () => {
    const advice = await adviceOn(figma());
    const found = lever(advice, 'mcp-server:figma');
    // Opus 5: 5, 25, 0.5 and 10 dollars. a: 10,000 written, then read. b: the same, 21,050 tokens in its second prompt.
    expect(found).toMatchObject({ sessions: 2, responses: 4, title: expect.stringContaining('called in 1') });
    expect(found.cost.tokens).toBe(40_000);
    const half = (10_000 * WRITE + 10_000 * READ) / 1e6;
    expect(Number(found.effect.low) / 1e12).toBeCloseTo(half, 12);
    expect(Number(found.effect.high) / 1e12).toBeCloseTo(2 * half, 12);
    const ofA = found.evidence.find(({ sessionId }) => sessionId === basename(A, '.jsonl'));
    expect(ofA?.weight).toBe(found.effect.low);
    expect(shares(advice, found).low).toBeCloseTo(Number(found.effect.low) / Number(advice.base.weight), 9);
  });
});

describe('a lever says what to do, and where the same cost stands, if anywhere', () => {
  it.each([
    ['lever-hook-context', 'hook-context:UserPromptSubmit', '/hooks', 'tj context --by fixed'],
    ['lever-listings', 'plugin:tools', 'claude plugin disable tools', null],
    ['lever-listings', 'skill:review', '"skillOverrides": {"review": "user-invocable-only"}', 'tj context --by fixed'],
    ['lever-listings', 'agent-type:tester', '"permissions": {"deny": ["Agent(tester)"]}', 'tj context --by fixed'],
    ['lever-tool-output', 'tool-output:Bash npm test', 'BASH_MAX_OUTPUT_LENGTH', null],
    ['lever-file', 'file:/w/shop/src/api.ts', 'CLAUDE.md', null],
    ['lever-memory-file', 'memory-file:/w/shop/CLAUDE.md', 'shorten shop/CLAUDE.md', 'tj context --by fixed'],
  ])('%s: %s', async (name, id, words, check) => {
    const found = lever(await adviceOn(fixture(name)), id);
    expect(found.actions.map(({ text, command }) => `${text} ${command ?? ''}`).join('\n')).toContain(words);
    expect(found.check).toBe(check);
  });

  it('evidence of a result names the span of its call', async () => {
    const advice = await adviceOn(fixture('lever-tool-output'));
    expect(lever(advice, 'tool-output:Bash npm test').evidence.map(({ spanId }) => spanId)).toEqual([
      expect.stringMatching(/^[0-9a-f]{16}$/),
      expect.stringMatching(/^[0-9a-f]{16}$/),
    ]);
  });
});

describe('a kind is silent', () => {
  const ids = async (folder: string) => (await adviceOn(folder)).levers.map(({ id }) => id);

  it('mcp-server: where every session that has it calls it', async () => {
    expect(await ids(copyEdge('fixed-context-b'))).not.toContain('mcp-server:figma');
  });

  it('mcp-server, skill, agent-type, plugin: where the parts of the fixed context have no names', async () => {
    const advice = await adviceOn(figma((line) => !line.includes('prompt_snapshot')));
    expect(advice.levers).toEqual([]);
    expect(advice.unnamed).toMatchObject({ sessions: 2 });
    expect((await adviceOn(figma())).unnamed).toBeNull();
  });

  it('skill: where every session that lists it invokes it', async () => {
    const second = changed(
      'lever-listings',
      (line) => line,
      (file) => file.includes('000002'),
    );
    expect(await ids(second)).not.toContain('skill:deploy');
    expect(await ids(second)).toContain('skill:review');
  });

  it('agent-type: where every session that lists it starts it', async () => {
    const started = changed(
      'lever-listings',
      (line) =>
        line.replaceAll(
          '"name":"Skill","input":{"skill":"deploy"}',
          '"name":"Agent","input":{"subagent_type":"tester","prompt":"x","description":"x"}',
        ),
      (file) => file.includes('000002'),
    );
    // An agent that left no response was not started as far as responses tell.
    expect(await ids(started)).toContain('agent-type:tester');
    const agent = {
      ...{ type: 'assistant', uuid: 'a-1', timestamp: '2026-10-02T10:00:08Z', isSidechain: true, agentId: 'a1' },
      message: {
        role: 'assistant',
        id: 'x1',
        model: 'claude-opus-4-8',
        content: [],
        stop_reason: 'end_turn',
        usage: { input_tokens: 1, output_tokens: 1 },
      },
    };
    const folder = join(started, 'projects/-w-shop/f0000001-0000-4000-8000-000000000002/subagents');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'agent-a1.jsonl'), `${JSON.stringify(agent)}\n`);
    writeFileSync(join(folder, 'agent-a1.meta.json'), JSON.stringify({ agentType: 'tester' }));
    expect(await ids(started)).not.toContain('agent-type:tester');
  });

  it('plugin: where every session uses a part of it', async () => {
    const used = changed(
      'lever-listings',
      (line) => line.replaceAll('{"skill":"deploy"}', '{"skill":"tools:lint"}'),
      (file) => file.includes('000002'),
    );
    expect(await ids(used)).not.toContain('plugin:tools');
  });

  it('memory-file, hook-context: below 0.3 % of cost', async () => {
    const small = (line: string) =>
      line.replaceAll('m'.repeat(4000), 'm'.repeat(4)).replaceAll(/[hu]{2500,4000}/g, 'hhhh');
    const large = (line: string) => line.replaceAll('"output_tokens":50', '"output_tokens":5000');
    expect(await ids(changed('lever-memory-file', (line) => large(small(line))))).toEqual([]);
    expect(await ids(changed('lever-hook-context', (line) => large(small(line))))).toEqual([]);
  });

  it('file: in three sessions, but only once without an edit before it', async () => {
    const isLast = (line: string) => line.includes('"tool_use_id":"r4"') || line.includes('"c34"');
    const earlier = (line: string) => (isLast(line) ? '' : line.replaceAll('2026-10-02T11', '2026-10-02T08'));
    expect(await ids(changed('lever-file', earlier))).toEqual([]);
  });

  it('file: in two sessions, unless one of them got the same text three times', async () => {
    const two = (file: string) => !file.includes('000003');
    expect(await ids(changed('lever-file', (line) => line, two))).toEqual([]);
    expect(await ids(makeRoot({ 'p/s.jsonl': readings(['same', 'same', 'same']) }))).toEqual(['file:/w/a.ts']);
    expect(await ids(makeRoot({ 'p/s.jsonl': readings(['one', 'two', 'six']) }))).toEqual([]);
  });

  it('tool-output: where no result has more than 8,000 tokens', async () => {
    const short = (line: string) =>
      line
        .replaceAll(/t{9000,10000}/g, 't'.repeat(8000))
        .replace('"cache_creation_input_tokens":9051', '"cache_creation_input_tokens":8051');
    expect(await ids(changed('lever-tool-output', short, (file) => file.includes('000002')))).toHaveLength(1);
    const smaller = (line: string) => short(line).replaceAll('10051', '8051');
    expect(await ids(changed('lever-tool-output', smaller, (file) => file.includes('000002')))).toEqual([]);
  });

  it('image: where nothing comes after its turn', async () => {
    const first = (line: string) => (/09:01|11:30/.test(line) ? '' : line);
    expect(await ids(changed('lever-image', first))).toEqual([]);
  });
});

/** The two sessions of figma, with the lines that are kept. */
const [A, B] = ['22222222-0000-4000-8000-00000000000a.jsonl', '22222222-0000-4000-8000-00000000000b.jsonl'] as const;

function figma(keeps: (line: string) => boolean = () => true): string {
  const text = (name: string) =>
    readFileSync(join(FIXTURES, 'edge', `${name}.jsonl`), 'utf8')
      .split('\n')
      .filter(keeps)
      .join('\n');
  return makeRoot({ [`p/${A}`]: text('fixed-context-a'), [`p/${B}`]: text('fixed-context-b') });
}

/** A copy of a fixture in which each line is another, of the files that are kept. */
function changed(
  name: string,
  change: (line: string) => string,
  keeps: (file: string) => boolean = () => true,
): string {
  const folder = join(fixture(name), 'projects/-w-shop');
  const files = readdirSync(folder).filter(keeps);
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').split('\n').map(change));
  return makeRoot(
    Object.fromEntries(files.map((file, i) => [`-w-shop/${file}`, (texts[i] ?? []).filter(Boolean).join('\n')])),
  );
}

/** A session that reads one file once for each of these texts, each of them many times over. */
function readings(texts: readonly string[]): string {
  const usage = (read: number, write: number) => ({
    ...{ input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read, cache_creation_input_tokens: write },
    cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: write },
  });
  const base = { timestamp: '2026-10-02T09:00:00Z', cwd: '/w' };
  const records = texts.flatMap((text, n) => [
    {
      ...{ ...base, type: 'assistant', uuid: `a${n}` },
      message: {
        ...{ role: 'assistant', id: `m${n}`, model: 'claude-opus-4-8', stop_reason: 'tool_use' },
        content: [{ type: 'tool_use', id: `t${n}`, name: 'Read', input: { file_path: '/w/a.ts' } }],
        usage: usage(n === 0 ? 0 : 5000 + 1010 * (n - 1), n === 0 ? 5000 : 1010),
      },
    },
    {
      ...{ ...base, type: 'user', uuid: `u${n}` },
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${n}`, content: text.repeat(800) }] },
    },
  ]);
  const last = {
    ...{ ...base, type: 'assistant', uuid: 'last' },
    message: {
      ...{ role: 'assistant', id: 'last', model: 'claude-opus-4-8', stop_reason: 'end_turn' },
      ...{ content: [{ type: 'text', text: 'ok' }], usage: usage(5000 + 1010 * (texts.length - 1), 1010) },
    },
  };
  return [...records, last].map((each) => JSON.stringify(each)).join('\n');
}
