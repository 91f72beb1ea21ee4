import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { copyEdge, removeRoots, transcriptFolder } from '../corpus.ts';
import { drawn, groupBy, treeOf } from '../tree.ts';

afterAll(removeRoots);

const ZERO = '2026-01-01T00:00:00Z';

/** What each small transcript must give (spans.md section 5), in seconds after its first record. */
const TREES: Readonly<Record<string, readonly string[]>> = {
  dup: ['turn hi 0-7', '  chat m1 0-3', '  tool Bash t1 3-5', '  chat m2 5-7'],
  trunc: ['turn hi 0-1', '  chat m1 0-1'],
  badmid: ['turn hi 0-1', '  chat m1 0-1'],
  task: ['turn hi 0-9', '  chat m1 0-1', '  agent Explore#x1 2-4', '    chat s1 2-3', '    tool Bash t2 3-4'],
  sidechain: [
    'turn hi 0-10',
    '  chat m1 0-1',
    '  agent Explore#inline-dfa9d028 2-5',
    '    chat s1 2-3',
    '    tool Bash t2 3-4',
    '    chat s2 4-5',
    '  chat m2 9-10',
  ],
  interrupt: [
    'turn hi 0-2 interrupted',
    '  chat m1 0-1',
    '  tool Bash t1 1-2 error: [Request interrupted by user for tool use]',
    'turn do other 5-6',
    '  chat m2 5-6',
    'turn unanswered 9-9',
  ],
  compact: ['turn first 0-4', '  chat m1 0-1', '  chat m2 3-4', 'turn real prompt 7-8', '  chat m3 7-8'],
  nots: ['turn hi no time', '  chat m1 no time', '  tool Bash t1 no time open'],
  synth: ['turn hi 0-1 error: API Error: 529'],
  dupcopy: ['turn hi 0-2', '  chat m1 0-1', '  tool Bash t1 1-2'],
  twoagents: [
    'turn hi 0-9',
    '  chat m1 0-1',
    '  agent r#bbb 2-3',
    '    chat sbbb 2-3',
    '    tool Bash bbbb 3-? open',
    '  agent r#aaa 3-4',
    '    chat saaa 3-4',
    '    tool Bash baaa 4-? open',
  ],
  nested: [
    'turn hi 0-20',
    '  chat m1 0-1',
    '  agent outer#o 2-10',
    '    chat so 2-3',
    '    agent inner#i 4-6',
    '      chat si 4-5',
    '      tool Bash b1 5-6',
  ],
  'recovered-agent': [
    'turn look around 2714400-2714420',
    '  chat ra1 2714400-2714405',
    '  agent Explore#a1b2c3d 2714406-2714415',
    '    chat ra_x1 2714406-2714410',
    '    tool Read x1 2714410-2714411',
    '    chat ra_x2 2714411-2714415',
    '  chat ra2 2714416-2714420',
  ],
  nometa: ['turn hi 0-20', '  chat m1 0-1', '  agent outer#o 2-3', '    chat so 2-3', '    tool Bash b1 3-? open'],
};

describe('each small transcript gives its tree', () => {
  it.each(Object.entries(TREES))('%s', async (name, lines) => {
    expect(drawn(await treeOf(copyEdge(name)), ZERO)).toEqual(lines);
  });

  it('compact: the compaction and the command that led to nothing are events', async () => {
    const { rows } = await treeOf(copyEdge('compact'));
    expect(rows.events.map(({ kind, label, tokensBefore }) => [kind, label, tokensBefore])).toEqual([
      ['compaction', 'auto', 150_000],
      ['command', '/clear', null],
    ]);
  });

  it('interrupt: the third prompt was not answered, and the interruption is no prompt', async () => {
    const { rows } = await treeOf(copyEdge('interrupt'));
    expect(rows.turns.map(({ label, answered }) => [label, answered])).toEqual([
      ['hi', true],
      ['do other', true],
      ['unanswered', false],
    ]);
  });

  it.each([
    ['task', { x1: ['t1', 'meta'] }],
    ['sidechain', { 'inline-dfa9d028': ['t1', 'prompt'] }],
    ['twoagents', { aaa: ['tA', 'prompt'], bbb: ['tB', 'prompt'] }],
    ['nested', { o: ['tA', 'meta'], i: ['tI', 'meta'] }],
    ['nometa', { o: ['tA', 'result'] }],
  ])('%s: each agent stands in for the call that started it', async (name, links) => {
    const { rows } = await treeOf(copyEdge(name));
    const found = rows.agents.map(({ agentId, toolUseId, link }) => [agentId, [toolUseId, link]]);
    expect(Object.fromEntries(found)).toEqual(links);
  });
});

const TEAM = transcriptFolder('wandb+weave-claude-code');

describe('a real team run', () => {
  it.skipIf(TEAM !== null)('the public transcripts are not beside this checkout: it is not tried', () => undefined);

  it.skipIf(TEAM === null)('a teammate that was spawned twice is one agent, with its times', async () => {
    const tree = await treeOf(join(TEAM ?? ''));
    const [minute] = tree.rows.agents.map(({ startedAt }) => new Date(startedAt ?? 0).toISOString().slice(0, 17));
    const agents = drawn(tree, `${minute}00Z`).filter((line) => line.startsWith('  agent'));
    expect(agents).toEqual(['  agent nest-probe#aed00d987474206cf 26.346-57.513']);
    expect(tree.rows.agents.map(({ link }) => link)).toEqual(['member']);
    expect(tree.rows.turns).toHaveLength(2);
    expect(tree.chats).toHaveLength(15);
    const own = tree.spans.filter((span) => span.agentId === 'aed00d987474206cf' && span.kind !== 'agent');
    const names = own.map((span) => (span.kind === 'chat' ? 'chat' : span.name));
    const counts = [...groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]);
    expect(Object.fromEntries(counts)).toEqual({ chat: 9, Bash: 5, SendMessage: 2, ToolSearch: 1 });
  });
});
