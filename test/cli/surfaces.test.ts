import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { agentHistory } from './agent-history.ts';
import { busySession } from './busy-session.ts';
import { smallHistory } from './history.ts';
import { leverHistory } from './lever-history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

/** The same question, asked of every command that answers it. */
const COMMANDS = ['quickstart', 'context', 'tokenmaxx'];

const WINDOWS: readonly string[][] = [
  [],
  ['--since', '2026-03-04T09:07:00Z'],
  ['--since', '2026-03-03', '--until', '2026-03-04T10:01:30Z'],
  ['--until', '2020-01-01'],
  ['--model', 'claude-opus-4-6'],
  ['--project', 'app'],
];

const PARTS = ['reread', 'rebuilt', 'written', 'new_input', 'output'] as const;

/** Parts of the fixed context that single levers are of. */
const PARTS_OF: Readonly<Record<string, string>> = {
  ...{ 'mcp-server': 'mcp', skill: 'skill', 'agent-type': 'agent', 'memory-file': 'memory', 'hook-context': 'hook' },
};

const HISTORIES = { small: smallHistory, busy: busySession, agents: agentHistory, levers: leverHistory };

afterAll(() => {
  removeHomes();
  removeRoots();
});

describe.each(Object.entries(HISTORIES))('on the %s history', (_, history) => {
  let home: string;
  let root: string;
  beforeAll(() => {
    home = newHome();
    root = history();
  });

  /** Nothing changes between the questions, so what one test asked is there for the next. */
  const answers = new Map<string, string>();
  const json = (command: string, args: readonly string[]) => {
    const asked = [command, ...args].join(' ');
    if (!answers.has(asked)) {
      const { status, stdout, stderr } = tj([command, '--root', root, '--json', ...args], home);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      answers.set(asked, stdout);
    }
    return JSON.parse(answers.get(asked) ?? '');
  };

  it.each(WINDOWS)('every command tells the same composition and totals: %s %s %s %s', (...args) => {
    const asked = args.filter((arg) => typeof arg === 'string');
    const { totals } = json('usage', asked);
    for (const command of COMMANDS) {
      const answer = json(command, asked);
      expect([command, answer.totals]).toEqual([command, totals]);
      expect([command, answer.quota_composition]).toEqual([command, json('quickstart', asked).quota_composition]);
    }
    expect(json('advise', asked).totals).toEqual(totals);
    const { quota_composition: parts } = json('context', asked);
    const tokens = (part: (typeof PARTS)[number]) => parts[part].tokens;
    expect(PARTS.reduce((sum, part) => sum + tokens(part), 0)).toBe(totals.total_tokens);
    expect(tokens('reread')).toBe(totals.cache_read_tokens);
    expect(tokens('rebuilt') + tokens('written')).toBe(totals.cache_write_5m_tokens + totals.cache_write_1h_tokens);
    expect(tokens('new_input')).toBe(totals.input_tokens);
    expect(tokens('output')).toBe(totals.output_tokens);
  });

  it.each(WINDOWS)('the ledger sums to the prompts, in tokens and in both shares: %s %s %s %s', (...args) => {
    const asked = args.filter((arg) => typeof arg === 'string');
    for (const by of ['item', 'kind', 'tool', 'file']) {
      const { ledger, totals, quota_composition: parts } = json('context', [...asked, '--by', by, '--all']);
      const prompt = totals.total_tokens - totals.output_tokens;
      const sum = (field: string) =>
        ledger.items.reduce((all: number, item: Record<string, number>) => all + (item[field] ?? 0), 0);
      expect(ledger.prompt_tokens).toBe(prompt);
      expect(sum('carried_tokens')).toBe(prompt);
      if (totals.total_tokens === 0) continue;
      expect(sum('share_tokens')).toBeCloseTo(1 - parts.output.share_tokens, 6);
      if (parts.output.share_list_price === null) continue;
      expect(sum('share_list_price')).toBeCloseTo(1 - parts.output.share_list_price, 5);
    }
  });

  it.each(WINDOWS)('a lever costs what the context shows of the same thing: %s %s %s %s', (...args) => {
    const asked = args.filter((arg) => typeof arg === 'string');
    const { fixed, recurring } = json('context', [...asked, '--by', 'fixed', '--all']);
    for (const { kind, subject, cost } of json('advise', asked).levers) {
      const part = PARTS_OF[kind];
      const same = (each: Readonly<Record<string, unknown>>) =>
        part === undefined ? each.kind === kind && each.label === subject : each.part === part && each.name === subject;
      const found = [...fixed, ...recurring].filter(same);
      if (part === undefined && found.length === 0) continue;
      expect([kind, subject, found]).toEqual([kind, subject, [expect.anything()]]);
      expect(cost.share_list_price).toBeCloseTo(found[0].share_list_price, 9);
      expect(cost.share_tokens).toBeCloseTo(found[0].share_tokens, 9);
    }
  });

  it('overhead and work are the composition, and one', () => {
    const { overhead, work, quota_composition: parts } = json('tokenmaxx', []);
    expect(work.tokens).toBeCloseTo(parts.new_input.share_tokens + parts.output.share_tokens, 9);
    expect(work.list_price).toBeCloseTo(parts.new_input.share_list_price + parts.output.share_list_price, 9);
    expect(overhead.list_price + work.list_price).toBeCloseTo(1, 8);
    expect(overhead.tokens + work.tokens).toBeCloseTo(1, 8);
  });
});
