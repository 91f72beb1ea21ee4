import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FIXTURES, removeRoots } from '../corpus.ts';
import { newHome, removeHomes, tj } from './tj.ts';

afterAll(removeHomes);
afterAll(removeRoots);

interface Part {
  readonly part: string;
  readonly name: string;
  readonly [field: string]: unknown;
}

/** A home with these edge transcripts, each under the session that its name gives. */
function homeOf(sessions: Readonly<Record<string, string>>): string {
  const home = newHome();
  const folder = join(home, '.claude/projects/-w');
  mkdirSync(folder, { recursive: true });
  for (const [session, edge] of Object.entries(sessions))
    copyFileSync(join(FIXTURES, 'edge', `${edge}.jsonl`), join(folder, `${session}.jsonl`));
  return home;
}

const SESSION_A = '22222222-1111-4222-8333-000000000001';
const SESSION_B = '22222222-1111-4222-8333-000000000002';
const SESSION_C = '33333333-1111-4222-8333-000000000001';

describe('the fixed context over sessions that have the same', () => {
  let home: string;
  beforeAll(() => {
    home = homeOf({ [SESSION_A]: 'fixed-context-a', [SESSION_B]: 'fixed-context-b' });
  });

  it('each part has its size, its share, the sessions that had it and those that called it', () => {
    const { fixed } = JSON.parse(tj(['context', '--json'], home).stdout) as { fixed: Part[] };
    expect(fixed).toMatchObject([
      {
        part: 'mcp',
        name: 'figma',
        characters: 20_000,
        tokens: 10_000,
        sent_tokens: 40_000,
        responses: 4,
        sessions: 2,
      },
      { part: 'tool', name: 'Read', characters: 12_000, tokens: 6000, sent_tokens: 24_000, responses: 4, sessions: 2 },
      { part: 'system', name: 'system prompt', characters: 8000, tokens: 4000, sent_tokens: 16_000, sessions: 2 },
    ]);
    expect(fixed.map(({ calls, sessions_using }) => [calls, sessions_using])).toEqual([
      [1, 1],
      [0, 0],
      [null, null],
    ]);
    expect(fixed.map(({ counted_by }) => counted_by)).toEqual(['proportion', 'proportion', 'proportion']);
  });

  it('--by tool has it in one row, without the name of a part', () => {
    const { ledger } = JSON.parse(tj(['context', '--by', 'tool', '--json'], home).stdout);
    const base = ledger.items.filter(({ kind }: { kind: string }) => kind === 'base');
    expect(base).toEqual([expect.objectContaining({ label: '', carried_tokens: 80_000 })]);
    expect(base[0]).not.toHaveProperty('tool');
    expect(tj(['context', '--by', 'tool'], home).stdout.match(/^fixed context /gm)).toHaveLength(1);
  });

  it('--by fixed lists all of them; the card has their sum and names the heaviest with what makes it lighter', () => {
    const list = tj(['context', '--by', 'fixed'], home).stdout;
    expect(list).toMatch(/^MCP server figma +[\d.]+ % +[\d.]+ % +10\.0K +4 +2 +1$/m);
    expect(list).toMatch(/^tool Read +[\d.]+ % +[\d.]+ % +6\.00K +4 +2 +0$/m);
    const card = tj(['context'], home).stdout;
    expect(card).toMatch(/^fixed context /m);
    expect(card).toMatch(
      /^heaviest items .*\nMCP server figma +[\d.]+ % +[\d.]+ % {2}turn it off where it is unused$/m,
    );
  });

  it('what of it has no name is called so in the list of items, not as the whole', () => {
    const mixed = homeOf({ [SESSION_A]: 'fixed-context-a' });
    const unnamed = readFileSync(join(FIXTURES, 'edge/fixed-context-b.jsonl'), 'utf8').split('\n');
    writeFileSync(
      join(mixed, '.claude/projects/-w', `${SESSION_B}.jsonl`),
      unnamed.filter((line) => !line.includes('prompt_snapshot')).join('\n'),
    );
    const list = tj(['context', '--by', 'item', '--all'], mixed).stdout;
    expect(list).toMatch(/^system prompt and tools /m);
    expect(list).not.toMatch(/^fixed context /m);
    expect(tj(['context', '--by', 'kind'], mixed).stdout).toMatch(/^fixed context /m);
  });

  it('by MCP server: its schemas and what its tools returned are one row, and nothing else is there', () => {
    const home = homeOf({ [SESSION_A]: 'fixed-context-a', [SESSION_B]: 'fixed-context-b' });
    const { ledger } = JSON.parse(tj(['context', '--by', 'mcp', '--json'], home).stdout);
    expect(ledger.items).toMatchObject([{ kind: 'tool', tool: 'figma', label: '' }]);
    expect(ledger.items[0].carried_tokens).toBeGreaterThan(40_000);
    expect(tj(['context', '--by', 'mcp'], home).stdout).toMatch(/^items.*\nfigma /m);
    const none = tj(['context', '--by', 'mcp', '--until', '2020-01-01'], home).stdout;
    expect(none).toContain('No responses in this window.');
  });

  it('within one session only its own count', () => {
    const { fixed } = JSON.parse(tj(['context', '--json', '--session', SESSION_A], home).stdout) as { fixed: Part[] };
    expect(fixed[0]).toMatchObject({ name: 'figma', sessions: 1, sessions_using: 0, calls: 0, responses: 2 });
  });
});

describe('what /context measured', () => {
  it('stands beside ours with its categories, and changes no figure of ours', () => {
    const home = homeOf({ [SESSION_C]: 'context-usage' });
    const report = JSON.parse(tj(['context', '--json', '--session', SESSION_C], home).stdout) as {
      fixed: Part[];
      claude_code_context: object[];
    };
    expect(report.claude_code_context).toMatchObject([
      {
        session_id: SESSION_C,
        total_tokens: 20_051,
        ours_tokens: 20_051,
        categories: expect.arrayContaining([{ name: 'System tools', tokens: 5000, kind: 'used' }]),
      },
    ]);
    expect(report.fixed[0]).toMatchObject({ part: 'mcp', name: 'figma', tokens: 10_000 });
    expect(tj(['context', '--session', SESSION_C], home).stdout).toMatch(
      /\/context said 20,051 tokens on .*; 20,051 here\n.*System tools 5\.00K/,
    );
  });
});

describe('before Claude Code 2.1.270', () => {
  it('the fixed context has no names, and the card says since when it would', () => {
    const home = homeOf({ [SESSION_A]: 'dup' });
    const { fixed } = JSON.parse(tj(['context', '--json'], home).stdout) as { fixed: Part[] };
    expect(fixed).toMatchObject([{ part: 'other', name: 'system prompt and tools', characters: null, calls: null }]);
    expect(tj(['context', '--by', 'fixed'], home).stdout).toContain('before Claude Code 2.1.270');
  });
});
