import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeRoots } from '../corpus.ts';
import { AGENTS_ID, agentHistory, EXPECTED_FLAGS, OTHER_ID } from './agent-history.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

interface AgentJson {
  readonly session_id: string;
  readonly agent_id: string;
  readonly flags: readonly string[] | null;
  readonly not_judged: string | null;
  readonly total_tokens: number | null;
  readonly cost_usd: number | null;
  readonly share_of_session: { readonly list_price: number | null; readonly tokens: number | null };
}

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = agentHistory();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

function json(...args: readonly string[]) {
  const { status, stdout, stderr } = tj([...args, '--json', '--root', root], home);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return JSON.parse(stdout);
}

function agentsById(...args: readonly string[]): Readonly<Record<string, AgentJson>> {
  const { agents } = json('agents', ...args);
  return Object.fromEntries(agents.map((agent: AgentJson) => [agent.agent_id, agent]));
}

const sum = (values: readonly (number | null)[]) => values.reduce<number>((total, value) => total + (value ?? 0), 0);

describe('flags', () => {
  it('of every agent, at each limit and just beside it', () => {
    const flags = Object.entries(agentsById()).map(([id, agent]) => [id, agent.flags]);
    expect(Object.fromEntries(flags)).toEqual(EXPECTED_FLAGS);
  });

  it('tj session tells the same of the same agents', () => {
    for (const session of [AGENTS_ID, OTHER_ID]) {
      const { agents } = json('session', session);
      expect(agents.length).toBeGreaterThan(2);
      for (const { agent_id, flags } of agents) expect([agent_id, flags]).toEqual([agent_id, EXPECTED_FLAGS[agent_id]]);
    }
  });

  it('why an agent was not judged is said', () => {
    const { unfinished, unpriced, 'call-gone': gone, both } = agentsById();
    expect([unfinished, unpriced, gone, both].map((agent) => agent?.not_judged)).toEqual([
      'unfinished',
      'unpriced',
      'no_transcript',
      null,
    ]);
  });

  it('an agent that the filter cuts in two is not judged', () => {
    const { 'opus-more': cut, both } = agentsById('--model', 'claude-opus-4-6');
    expect(cut).toMatchObject({ flags: null, not_judged: 'cut', responses: 1 });
    expect(both?.flags).toEqual(EXPECTED_FLAGS.both);
    const { agents } = json('session', AGENTS_ID, '--model', 'claude-opus-4-6');
    expect(agents.find((agent: AgentJson) => agent.agent_id === 'opus-more')).toMatchObject({ not_judged: 'cut' });
    expect(agentsById('--since', '2026-03-04T10:00:00Z').both?.flags).toEqual(EXPECTED_FLAGS.both);
  });

  it('the weight in flagged agents is of all agents and of everything', () => {
    const { agents, flagged, totals } = json('agents');
    const own = agents.filter((agent: AgentJson) => agent.flags?.length);
    expect(flagged).toMatchObject({ agents: 6, judged: 12, by_flag: { over_provisioned: 2, over_powered: 5 } });
    expect(flagged.not_judged).toEqual({ no_transcript: 1, cut: 0, unfinished: 1, unpriced: 1 });
    const [tokens, cost] = [
      sum(own.map((agent: AgentJson) => agent.total_tokens)),
      sum(own.map((agent: AgentJson) => agent.cost_usd)),
    ];
    expect(flagged.tokens).toBe(tokens);
    expect(flagged.share_tokens).toBeCloseTo(tokens / totals.total_tokens, 9);
    expect(flagged.share_list_price).toBeCloseTo(cost / totals.cost_usd, 9);
    const all = json('usage').totals;
    expect(flagged.share_of_all.tokens).toBeCloseTo(tokens / all.total_tokens, 9);
    expect(flagged.share_of_all.list_price).toBeCloseTo(cost / all.cost_usd, 9);
  });

  it('where nothing could be judged the weight in flagged agents is not known', () => {
    const { flagged } = json('agents', '--model', 'glm-9-unknown');
    expect(flagged).toMatchObject({ agents: 0, judged: 0, tokens: null, share_tokens: null, share_list_price: null });
  });
});

describe('figures', () => {
  it('each agent is told as tj usage --by agent tells it, and they sum to the totals', () => {
    const { agents, totals } = json('agents');
    const rows = json('usage', '--by', 'agent').rows.filter((row: { key: string }) => !row.key.endsWith('/main'));
    const known = agents.filter((agent: AgentJson) => agent.total_tokens !== null);
    expect(known).toHaveLength(rows.length);
    for (const { key, label: _, ...usage } of rows) {
      expect(known.find((agent: AgentJson) => `${agent.session_id}/${agent.agent_id}` === key)).toMatchObject(usage);
    }
    for (const field of ['input_tokens', 'output_tokens', 'total_tokens', 'responses', 'unpriced_responses'])
      expect(sum(known.map((agent: Record<string, number>) => agent[field] ?? 0)), field).toBe(totals[field]);
    expect(sum(known.map((agent: AgentJson) => agent.cost_usd))).toBeCloseTo(totals.cost_usd, 9);
  });

  it('types sum to the totals and their shares to one', () => {
    const { types, totals, share_of_all } = json('agents');
    expect(sum(types.map((type: AgentJson) => type.total_tokens))).toBe(totals.total_tokens);
    expect(sum(types.map((type: { share_tokens: number }) => type.share_tokens))).toBeCloseTo(1, 9);
    expect(sum(types.map((type: { share_list_price: number }) => type.share_list_price))).toBeCloseTo(1, 9);
    const all = json('usage').totals;
    expect(share_of_all.tokens).toBeCloseTo(totals.total_tokens / all.total_tokens, 9);
    expect(share_of_all.list_price).toBeCloseTo(totals.cost_usd / all.cost_usd, 9);
    const plan = types.find((type: { agent_type: string }) => type.agent_type === 'Plan');
    expect(plan).toMatchObject({ agents: 6, flagged: 4, tool_calls: 11, duration_seconds: 120, sessions: 2 });
  });

  it('one agent in all its fields, by hand', () => {
    const session = json('usage', '--by', 'session').rows.find((row: { key: string }) => row.key === AGENTS_ID);
    const own = agentsById()['calls-5'];
    expect(own).toMatchObject({
      ...{ session_id: AGENTS_ID, agent_id: 'calls-5', agent_type: 'Plan', label: 'Do calls-5', link: 'meta' },
      ...{ started_at: '2026-03-04T10:01:00.000Z', ended_at: '2026-03-04T10:01:20.000Z', duration_seconds: 20 },
      ...{ tool_calls: 5, input_tokens: 10, output_tokens: 1_500, cache_write_5m_tokens: 20_000, responses: 1 },
      cost_usd: (10 * 5 + 1_500 * 25 + 20_000 * 6.25) / 1e6,
    });
    expect(own?.share_of_session.tokens).toBeCloseTo(21_510 / session.total_tokens, 9);
    expect(own?.share_of_session.list_price).toBeCloseTo((own?.cost_usd ?? 0) / session.cost_usd, 9);
  });

  it('an agent below another has its own row, and none of it counts for the one above', () => {
    const { outer, inner } = agentsById();
    expect(outer).toMatchObject({ total_tokens: 1_450, responses: 1, tool_calls: 1 });
    expect(inner).toMatchObject({ total_tokens: 9_700, responses: 1, tool_calls: 0, agent_type: 'Plan' });
  });

  it('an agent known by its call alone has no tokens, not zero', () => {
    expect(agentsById()['call-gone']).toMatchObject({
      ...{ link: 'call', label: 'Do gone', tool_calls: null, total_tokens: null, cost_usd: null, responses: null },
      share_of_session: { list_price: null, tokens: null },
    });
  });

  it('where no agent left a transcript nothing is known of what ran in agents', () => {
    const gone = agentHistory();
    rmSync(join(gone, 'projects/-w-app', OTHER_ID), { recursive: true });
    const args = ['agents', '--session', OTHER_ID, '--root', gone];
    const own = newHome();
    const { totals, share_of_all, types } = JSON.parse(tj([...args, '--json'], own).stdout);
    expect(totals).toMatchObject({ total_tokens: null, cost_usd: null, responses: null });
    expect(share_of_all).toEqual({ list_price: null, tokens: null });
    expect(types).toMatchObject([{ agent_type: 'Explore', agents: 2, total_tokens: null, share_tokens: null }]);
    expect(tj(args, own).stdout).toContain('How much ran in agents is not known.\n2 agents, 2 without a transcript.');
  });

  it('--session narrows to one, --until to what came before', () => {
    expect(Object.keys(agentsById('--session', 'ffff')).sort()).toEqual(['call-gone', 'inner', 'outer']);
    expect(json('agents', '--until', '2026-03-04T10:00:30Z').agents).toEqual([]);
  });
});

describe('for people', () => {
  const card = (...args: readonly string[]) => tj(['agents', '--root', root, ...args], home);

  it('--all lists every agent, else the heaviest', () => {
    expect(card('--all').stdout).toContain('Do sent-49999');
    expect(card().stdout).not.toContain('Do sent-49999');
    expect(card().stdout).toContain('9 agents more: --all');
  });

  it('the card is never wider than 80 columns, the whole list as wide as it may be', () => {
    const widest = (...args: readonly string[]) => {
      const { stdout } = tj(['agents', '--root', root, ...args], home, { COLUMNS: '140' });
      return Math.max(...stdout.split('\n').map((line) => line.length));
    };
    expect(widest()).toBeLessThanOrEqual(80);
    expect(widest('--all')).toBeGreaterThan(80);
  });

  it('no dollars on a subscription unless asked', () => {
    expect(card('--plan', 'max').stdout).not.toContain('$');
    expect(card('--plan', 'max', '--dollars').stdout).toContain('$');
  });

  it('says in words that there are none, and that is fine', () => {
    const { status, stdout } = tj(['agents', '--root', smallHistory(), '--since', '2026-03-04'], newHome());
    expect(status).toBe(0);
    expect(stdout).toContain('No agents in this window.');
  });

  it('the card of a session names the flags of its agents', () => {
    const { stdout } = tj(['session', OTHER_ID, '--root', root], home);
    expect(stdout).toMatch(/Plan .* model /);
  });
});
