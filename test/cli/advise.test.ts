import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LEVER_KINDS } from '../../src/analyse/advice/lever.ts';
import { prompted } from '../analyse/advice/lever-history.ts';
import { lines, results, use, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer } from './history.ts';
import { leverHistory } from './lever-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = leverHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

interface LeverJson {
  readonly place: number;
  readonly id: string;
  readonly kind: string;
  readonly cost: { readonly share_list_price: number; readonly usd: number };
  readonly effect: { readonly low: number; readonly high: number };
  readonly evidence: readonly { readonly share_list_price: number; readonly session_id: string }[];
}

function run(...args: readonly string[]) {
  return tj(['advise', '--root', root, '--since', 'all', ...args], home);
}

function json(...args: readonly string[]): { levers: LeverJson[]; found: number; note: string } {
  const { status, stdout, stderr } = run('--json', ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('tj advise --json', () => {
  it('has every lever with its cost, its effect, what to do, its evidence and where the same cost stands', () => {
    const { levers, found, ...rest } = json();
    expect(rest).toMatchObject({
      ...{ schema: 1, window: { days: 'local' }, provenance: { responses: 33 }, totals: { responses: 33 } },
      note: expect.stringContaining('Effects overlap and do not add up.'),
    });
    expect(found).toBe(levers.length);
    expect(levers.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'mcp-server',
        'skill',
        'plugin',
        'agent-type',
        'memory-file',
        'hook-context',
        'file',
        'tool-output',
        'image',
      ]),
    );
    expect(levers.find(({ id }) => id === 'mcp-server:figma')).toEqual({
      place: expect.any(Number),
      id: 'mcp-server:figma',
      kind: 'mcp-server',
      title: 'MCP server "figma" was in the prompts of 2 sessions and called in 1',
      subject: 'figma',
      cost: { share_list_price: expect.any(Number), share_tokens: expect.any(Number), tokens: 40_000, usd: 0.21 },
      effect: {
        ...{ low: expect.any(Number), high: expect.any(Number), low_usd: 0.105, high_usd: 0.21, basis: 'replayed' },
        assumption: 'at most if the sessions that used it had gone without it, too',
      },
      sessions: 2,
      responses: 4,
      do: [
        { text: 'take it out', command: 'claude mcp remove figma' },
        { text: 'or turn it off in one project', command: '/mcp disable figma' },
        { text: 'keep it where it was called: /w/shop' },
      ],
      evidence: ['a', 'b'].map((end) => ({
        ...{ session_id: `22222222-0000-4000-8000-00000000000${end}`, span_id: null, tokens: 20_000, responses: 2 },
        share_list_price: expect.any(Number),
      })),
      check: `tj context --by fixed --since all --root ${root}`,
    });
  });

  it('puts those with the largest certain effect first, and evidence sums to the cost', () => {
    const { levers } = json();
    expect(levers.map(({ place }) => place)).toEqual(levers.map((_, index) => index + 1));
    const lows = levers.map(({ effect }) => effect.low);
    expect(lows).toEqual([...lows].sort((a, b) => b - a));
    for (const { id, cost, effect, evidence } of levers) {
      const sum = evidence.reduce((all, { share_list_price }) => all + share_list_price, 0);
      expect([id, sum]).toEqual([id, expect.closeTo(cost.share_list_price, 6)]);
      expect([id, cost.share_list_price >= 0.003, effect.high <= cost.share_list_price]).toEqual([id, true, true]);
    }
  });

  it('narrows by kind, by session and to the first ones', () => {
    expect(json('--kind', 'file').levers.map(({ id }) => id)).toEqual(['file:/w/shop/src/api.ts']);
    expect(json('--top', '2')).toMatchObject({ found: json().found, levers: [{ place: 1 }, { place: 2 }] });
    const ofB = json('--session', '22222222-0000-4000-8000-00000000000b').levers.map(({ id }) => id);
    expect(ofB).not.toContain('mcp-server:figma');
    const ofA = json('--session', '22222222-0000-4000-8000-00000000000a').levers.map(({ id }) => id);
    expect(ofA).toContain('mcp-server:figma');
  });

  it('has one lever by its place or by its id', () => {
    const [first, second] = json().levers;
    expect(json('--explain', '2').levers).toEqual([second]);
    expect(json('--explain', first?.id ?? '').levers).toEqual([first]);
  });
});

describe('tj advise', () => {
  it('shows five levers, each with what it cost and what would have been less, and says that effects overlap', () => {
    const { stdout } = run();
    expect(stdout.match(/^\d {2}/gm)).toEqual(['1  ', '2  ', '3  ', '4  ', '5  ']);
    expect(stdout.match(/responses = \$\d+\.\d\d, \d+\.\d % of cost \(measured\)$/gm)).toHaveLength(5);
    expect(stdout).toMatch(/: \d+\.\d % less/);
    expect(stdout).toContain('Effects overlap and do not add up.');
  });

  it('names its usual days', () => {
    const on = (now: string) => tj(['advise', '--root', root], home, { TJ_NOW: now }).stdout;
    expect(on('2026-10-20T00:00:00Z')).toMatch(/^What would change it · last 30 days · 13 sessions · 283K tokens\n/);
    expect(on('2027-03-01T00:00:00Z')).toMatch(/^What would change it · last 30 days, to Oct 2 2026 · 13 sessions/);
    expect(run().stdout).toMatch(/^What would change it · all time · 13 sessions · 283K tokens\n/);
  });

  it('with a subscription it shows shares and no dollars', () => {
    expect(run('--plan', 'max').stdout).not.toContain('$');
    expect(run('--plan', 'max', '--dollars').stdout).toContain('$');
  });

  it('--explain shows the evidence, all that can be done and where the same cost stands', () => {
    const { stdout } = run('--explain', 'mcp-server:figma');
    expect(stdout).toMatch(/^mcp-server:figma$/m);
    expect(stdout).toContain('claude mcp remove figma');
    expect(stdout).toContain('/mcp disable figma');
    expect(stdout.match(/^22222222 /gm)).toHaveLength(2);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(/the same cost: tj context --by fixed --since all --root \S+ $/);
  });

  it('where no other command shows the same cost, --explain names the session that most of it lies in', () => {
    const { stdout } = run('--explain', 'file:/w/shop/src/api.ts');
    expect(stdout).not.toContain('the same cost');
    const [heaviest] = json('--explain', 'file:/w/shop/src/api.ts').levers[0]?.evidence ?? [];
    const session = heaviest?.session_id.slice(0, 8);
    expect(stdout.replace(/\s+/g, ' ')).toContain(`most of it lies in: tj session ${session} --timeline --since all`);
  });

  it('commands that it shows are for the window and the kind that were typed, and show the same lever', () => {
    const { stdout } = run('--kind', 'file', '--project', 'shop');
    const shown = /evidence: tj (advise --explain 1 [\s\S]*?)\n\n/.exec(stdout)?.[1]?.split(/\s+/) ?? [];
    expect(shown.slice(0, 9)).toEqual([
      'advise',
      '--explain',
      '1',
      '--since',
      'all',
      '--project',
      'shop',
      '--kind',
      'file',
    ]);
    expect(tj(shown, home).stdout).toMatch(/^file:\/w\/shop\/src\/api\.ts$/m);
    const all = json().levers.length - 5;
    expect(run().stdout.replace(/\s+/g, ' ')).toContain(`${all} more: tj advise --top 25 --since all --root ${root}`);
  });

  it('without any option typed its commands have none', () => {
    const { stdout } = tj(['advise'], home, { CLAUDE_CONFIG_DIR: root, TJ_NOW: '2026-10-20T00:00:00Z' });
    expect(stdout).toMatch(/evidence: tj advise --explain 1$/m);
  });

  it('in ASCII has no character beyond it', () => {
    const ascii = { LANG: 'C', LC_ALL: 'C', TERM: 'dumb' };
    for (const args of [[], ['--top', '50'], ['--explain', '1']]) {
      const { stdout } = tj(['advise', '--root', root, '--since', 'all', ...args], home, ascii);
      expect(stdout).toMatch(/^[ -~\n]*$/);
    }
    const folder = '/home/somebody/work/customers/shop/packages/web/logs';
    const cut = makeRoot({
      'p/s.jsonl': lines(
        user(0, 'go'),
        prompted(1, 'm1', 10_000, { calls: [use('t1', 'Bash', { command: `sort ${folder}/a.log ${folder}/b.log` })] }),
        results(2, { t1: 'x'.repeat(40_000) }),
        prompted(3, 'm2', 21_000, { read: 10_000 }),
      ),
    });
    const { stdout } = tj(
      ['advise', '--root', cut, '--since', 'all', '--explain', 'tool-output:Bash sort'],
      newHome(),
      ascii,
    );
    expect(stdout).toContain('heaviest: sort ~/');
    expect(stdout).toMatch(/^[ -~\n]*$/);
  });

  it('--md is a list in Markdown that escapes what would be markup', () => {
    const { stdout } = run('--md');
    expect(stdout).toMatch(/^## What would change it\n/);
    expect(stdout).toContain('   - take it out: `claude mcp remove figma`\n');
    expect(stdout).toMatch(/^\d+\. \*\*MCP server "figma"/m);
    expect(stdout).toContain('\\| tail');
  });

  it('--md says why nothing is there, and what makes its figures less than they seem', () => {
    const empty = run('--md', '--until', '2020-01-01').stdout;
    expect(empty).toContain('No responses in this window');
    expect(empty).not.toContain('list price');
    const cut = makeRoot({
      'p/s.jsonl': answer('2026-03-04T11:00:05Z', '/w', 'm1', 'claude-opus-4-8', [1000, 50, 0, 0]).replace(
        /"stop_reason":"[a-z_]+"/,
        '"stop_reason":null',
      ),
    });
    const { stdout } = tj(['advise', '--md', '--root', cut, '--since', 'all'], newHome());
    expect(stdout).toMatch(/; cost = [^;]*; output is a lower bound: 1 response was never finished\.\n/);
  });

  it('says what has no name, and since when it would have one', () => {
    expect(run().stdout.replace(/\s+/g, ' ')).toMatch(
      /Fixed context without names: \d+\.\d % of cost, in 5 sessions\. .* from Claude Code 2\.1\.270 on\./,
    );
    expect(run('--session', '22222222-0000-4000-8000-00000000000a').stdout).not.toContain('without names');
  });

  it('promises nothing: no word of it stands in the card, the explanation or the Markdown', () => {
    const texts = [run().stdout, run('--top', '50').stdout, run('--explain', '1').stdout, run('--md').stdout];
    for (const text of texts)
      expect(text).not.toMatch(/\b(?:sav(?:e|es|ed|ing|ings)|wast(?:e|es|ed)|safe|safely|should)\b/i);
    expect(tj(['advise', '--help'], home).stdout).not.toMatch(/\b(?:save|waste|safe|should)\b/i);
  });

  it('fits narrow terminals', () => {
    for (const args of [[], ['--explain', '1'], ['--top', '50']]) {
      const { stdout } = tj(['advise', '--root', root, '--since', 'all', ...args], home, {
        COLUMNS: '50',
        FORCE_COLOR: '1',
      });
      for (const line of stripVTControlCharacters(stdout).split('\n'))
        expect(line.length, line).toBeLessThanOrEqual(50);
    }
  });

  it('says so where nothing is a lever, and where there is nothing at all', () => {
    expect(run('--kind', 'retry-loop').stdout).toContain('Nothing here came to 0.3 % of cost');
    expect(run('--until', '2020-01-01').stdout).toContain('No responses in this window.');
    const unpriced = makeRoot({
      'p/s.jsonl': answer('2026-03-04T11:00:05Z', '/w', 'm1', 'glm-9-unknown', [1000, 50, 0, 0]),
    });
    expect(tj(['advise', '--root', unpriced], newHome()).stdout).toContain('No response here has a list price');
  });

  it.each([
    [['--kind', 'nothing'], 2, `expected one of ${LEVER_KINDS.join(', ')}`],
    [['--top', '0'], 2, 'expected a number from 1 on'],
    [['--top', '1', '--explain', '1'], 2, 'one of them at a time'],
    [['--md', '--json'], 2, 'one of them at a time'],
    [['--explain', '99'], 1, 'expected 1 to'],
    [['--explain', 'file:nowhere'], 1, 'expected 1 to'],
  ] as const)('%j is refused', (args, code, words) => {
    const { status, stdout, stderr } = run(...args);
    expect(status).toBe(code);
    expect(stdout + stderr).toContain(words);
  });
});
