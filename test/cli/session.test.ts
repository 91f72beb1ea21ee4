import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answer, lines, results, use, user } from '../checklist/lines.ts';
import { copyEdge, makeRoot, removeRoots } from '../corpus.ts';
import { BUSY_ID, busySession } from './busy-session.ts';
import { smallHistory } from './history.ts';
import { newHome, removeHomes, tj } from './tj.ts';

let home: string;
let root: string;
beforeAll(() => {
  home = newHome();
  root = busySession();
});
afterAll(() => {
  removeHomes();
  removeRoots();
});

const SPAN = [
  ...['span_id', 'trace_id', 'parent_span_id', 'kind', 'name', 'agent_id', 'agent_name', 'started_at', 'ended_at'],
  ...['status', 'model', 'tool_use_id', 'response_id', 'input_tokens', 'output_tokens', 'cache_read_tokens'],
];

function json(...args: readonly string[]) {
  const run = tj([...args, '--json', '--root', root], home);
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout);
}

describe('tj session --json', () => {
  it('has the session, its turns, agents, models, tools and context', () => {
    const document = json('session', BUSY_ID);
    expect(document).toMatchObject({ schema: 1, window: {}, provenance: { responses: 11 } });
    expect(document.session).toMatchObject({
      session_id: BUSY_ID,
      prompts: 3,
      turns: 3,
      responses: 11,
      tool_calls: 11,
      tool_errors: 2,
    });
    expect(document.turns.map((turn: { title: string; status: string }) => [turn.title, turn.status])).toEqual([
      ['Make the tests pass', 'ok'],
      ['/review the change', 'error'],
      ['Go on', 'ok'],
    ]);
    expect(document.turns[0]).toMatchObject({
      kind: 'typed',
      answered: true,
      permission_mode: 'acceptEdits',
      responses: 9,
    });
    expect(document.context.map((point: { prompt_tokens: number }) => point.prompt_tokens)).toEqual([
      18_002, 18_902, 20_502, 21_202, 21_702, 9_002, 9_602, 9_902,
    ]);
    expect(document.reconciliation).toMatchObject([{ cost_usd: 0.5, models: [{ output_tokens: 2_000 }] }]);
  });

  it('says of each response what its prompt was made of, and what happened in between', () => {
    const { context, events } = json('session', BUSY_ID);
    for (const point of context) {
      const { cache_read_tokens, rebuilt_tokens, written_tokens, input_tokens, prompt_tokens } = point;
      expect(cache_read_tokens + rebuilt_tokens + written_tokens + input_tokens).toBe(prompt_tokens);
    }
    expect(context[1]).toMatchObject({
      model: 'claude-opus-4-6',
      cache_read_tokens: 18_000,
      rebuilt_tokens: 2,
      written_tokens: 898,
      output_tokens: 80,
      rebuild_cause: null,
    });
    expect(events.filter((each: { kind: string }) => each.kind === 'compaction')).toMatchObject([
      { agent_id: null, tokens_before: 21_702 },
    ]);
  });

  it('has the map with --map, and with --timeline the steps with agents in the calls that started them', () => {
    const { map } = json('session', BUSY_ID, '--map');
    expect(map[0]).toMatchObject({
      commands: [{ name: 'npm test', calls: 2 }, {}],
      edited: [{ calls: 1 }],
      errors: 2,
      retries: 1,
    });
    const { timeline, map: none } = json('session', BUSY_ID, '--timeline');
    expect(none).toBeUndefined();
    const calls = timeline[0].steps.flatMap((step: { calls: object[] }) => step.calls);
    expect(calls[0]).toMatchObject({ tool: 'Bash', target: 'npm test', status: 'error', retry: false });
    expect(calls[1]).toMatchObject({ tool: 'Bash', status: 'error', retry: true });
    const agent = calls.find((call: { agent: object | null }) => call.agent !== null).agent;
    expect(agent).toMatchObject({
      agent_type: 'Explore',
      steps: [{ calls: [{ tool: 'Grep' }, { agent: { steps: expect.any(Array) } }] }, {}],
    });
  });

  it('turns sum to the session, and an agent holds the agents below it (A4)', () => {
    const { session, turns, agents } = json('session', BUSY_ID);
    for (const field of ['input_tokens', 'output_tokens', 'cache_read_tokens', 'total_tokens', 'responses']) {
      expect(
        turns.reduce((sum: number, turn: Record<string, number>) => sum + (turn[field] ?? 0), 0),
        field,
      ).toBe(session[field]);
    }
    const byType = Object.fromEntries(agents.map((agent: { agent_type: string }) => [agent.agent_type, agent]));
    expect(byType).toMatchObject({
      Explore: { responses: 3, link: 'result', tool_calls: 2, depth: 0 },
      Plan: { responses: 1, link: 'meta', depth: 1, parent_span_id: byType.Explore.span_id },
    });
  });

  it('agrees with tj usage and tj sessions to the token', () => {
    const { session } = json('session', '--last');
    const { totals } = json('usage');
    const [listed] = json('sessions').sessions;
    for (const field of Object.keys(totals))
      expect([session[field], listed[field]], field).toEqual([totals[field], totals[field]]);
    expect(session).toEqual(listed);
  });

  it('counts retries: the same call after it failed', () => {
    const bash = json('session', BUSY_ID).tools.find((tool: { name: string }) => tool.name === 'Bash');
    expect(bash).toMatchObject({ calls: 4, errors: 2, denied: 1, open: 1, retries: 1 });
  });

  it('--spans has every span once, below its parent, with the fields of the contract', () => {
    const { spans } = json('session', BUSY_ID, '--spans');
    expect(spans.map((span: { kind: string }) => span.kind).sort()).toEqual(
      [...Array(3).fill('turn'), ...Array(11).fill('chat'), ...Array(9).fill('tool'), ...Array(2).fill('agent')].sort(),
    );
    for (const span of spans) expect(Object.keys(span)).toEqual(expect.arrayContaining(SPAN));
    const ids = new Set(spans.map((span: { span_id: string }) => span.span_id));
    expect(ids.size).toBe(spans.length);
    for (const { parent_span_id } of spans) expect(parent_span_id === null || ids.has(parent_span_id)).toBe(true);
  });
});

describe('which session', () => {
  it.each([[[BUSY_ID.slice(0, 4)]], [['--last']], [[BUSY_ID]]])('%j', (which) => {
    expect(json('session', ...which).session.session_id).toBe(BUSY_ID);
  });

  it.each([
    [['session'], 2, 'which session?'],
    [['session', 'cc', '--last'], 2, 'not both'],
    [['session', 'zz'], 1, "no session begins with 'zz'"],
    [['session', 'c%'], 1, "no session begins with 'c%'"],
    [['session', '--last', '--map', '--spans'], 2, 'give one of them'],
    [['session', '--last', '--oldest'], 2, '--oldest is for --timeline'],
    [['export'], 2, '--ndjson'],
    [['export', '--ndjson', '--session', 'zz'], 1, 'no session begins'],
  ])('%j ends with %i and one line', (args, code, words) => {
    const { status, stdout, stderr } = tj([...args, '--root', root], home);
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain(words);
  });

  it('several that begin so are listed, with exit code 2', () => {
    const small = smallHistory();
    const { status, stderr } = tj(['session', 'aaaa', '--root', small], newHome());
    expect(status).toBe(2);
    expect(stderr).toContain('aaaaaaaa-0000-4000-8000-000000000001');
    expect(stderr).toContain('aaaaaaaa-0000-4000-8000-000000000002');
  });
});

describe('privacy', () => {
  it('a key in a command is masked wherever it is shown and in the store', () => {
    const shown = [
      ['session', '--last', '--timeline'],
      ['session', '--last', '--map'],
      ['session', '--last', '--spans'],
      ['export', '--ndjson'],
    ];
    for (const args of shown) {
      const { stdout } = tj([...args, '--root', root], home);
      expect(stdout).not.toContain('abcdefghijklmnopqrstuvwxyz');
    }
    expect(tj(['export', '--ndjson', '--root', root], home).stdout).toContain('Bearer [masked]');
  });
});

describe('tj export --ndjson', () => {
  const exported = (...args: readonly string[]) => {
    const { stdout, status, stderr } = tj(['export', '--ndjson', ...args, '--root', root], home);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };

  it('one span a line, with session, usage and list price', () => {
    const spans = exported()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(spans).toHaveLength(25);
    const chats = spans.filter((span) => span.kind === 'chat');
    const { totals } = json('usage');
    expect(chats.reduce((sum, { usage }) => sum + usage.total_tokens, 0)).toBe(totals.total_tokens);
    expect(chats.reduce((sum, { cost_usd }) => sum + cost_usd, 0)).toBeCloseTo(totals.cost_usd, 9);
    for (const span of spans) expect(span).toMatchObject({ session_id: BUSY_ID, status: expect.any(String) });
  });

  it('says the same whenever it was indexed, and after the transcripts are gone', () => {
    const copy = busySession();
    const other = newHome();
    const first = tj(['export', '--ndjson', '--root', copy], other).stdout;
    expect(first).toBe(exported());
    rmSync(join(copy, 'projects'), { recursive: true });
    expect(tj(['export', '--ndjson', '--root', copy], other).stdout).toBe(first);
    expect(tj(['session', '--last', '--root', copy], other).stdout).toContain('Make the tests pass');
  });

  it('a window holds what happened in it, each span with its parent', () => {
    const spans = exported('--since', '2026-03-04T10:06:00Z')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ids = new Set(spans.map((span) => span.span_id));
    for (const { parent_span_id } of spans) expect(parent_span_id === null || ids.has(parent_span_id)).toBe(true);
    expect(spans.filter((span) => span.kind === 'turn').map((span) => span.name)).toEqual([
      '/review the change',
      'Go on',
    ]);
    expect(spans.filter((span) => span.kind === 'agent')).toEqual([]);
  });
});

describe('tj usage by what responses were made for', () => {
  const rows = (by: string) =>
    Object.fromEntries(json('usage', '--by', by).rows.map((row: { key: string }) => [row.key, row]));

  it('tool: a response counts for its first call, calls are all calls', () => {
    expect(rows('tool')).toMatchObject({
      Bash: { responses: 4, calls: 4, errors: 2, denied: 1, open: 1 },
      Read: { responses: 0, calls: 1, total_tokens: 0, sessions: 0, call_sessions: 1 },
      none: { responses: 3, calls: 0 },
    });
  });

  it('mcp: by server', () => {
    expect(rows('mcp')).toMatchObject({
      github: { responses: 1, calls: 1, result_chars: 29, call_sessions: 1 },
      none: { responses: 10, calls: 0 },
    });
  });

  it('mcp: a response is of a server only if it calls one of its tools, whatever Claude Code says', () => {
    const { stdout } = tj(['usage', '--by', 'mcp', '--json', '--root', copyEdge('sticky-mcp')], newHome());
    expect(JSON.parse(stdout).rows).toMatchObject([
      { key: 'none', responses: 3, calls: 0 },
      { key: 'notes', responses: 1, calls: 1, call_sessions: 1 },
    ]);
  });

  it('tool: what is called after an MCP server is no call of it', () => {
    const { stdout } = tj(['usage', '--by', 'tool', '--json', '--root', copyEdge('sticky-mcp')], newHome());
    const found = JSON.parse(stdout).rows.map((row: { key: string; responses: number }) => [row.key, row.responses]);
    expect(Object.fromEntries(found)).toEqual({ mcp__notes__search: 1, Bash: 1, Edit: 1, none: 1 });
  });

  it('skill: the one that a response calls', () => {
    expect(rows('skill')).toMatchObject({ reviewing: { responses: 1, calls: 1 }, none: { responses: 10 } });
  });

  it('skill: what follows a skill in its turn was made for it, as Claude Code says, and the next turn was not', () => {
    const bash = (id: string) => [use(id, 'Bash', { command: 'ls' })];
    const turns = makeRoot({
      'p/s.jsonl': lines(
        user(0, 'deploy it'),
        answer(1, 'm1', [use('k1', 'Skill', { skill: 'deploy' })]),
        results(2, { k1: 'ok' }),
        answer(3, 'm2', bash('k2'), { attributionSkill: 'deploy' }),
        results(4, { k2: 'ok' }),
        answer(5, 'm3', 'done', { attributionSkill: 'deploy' }),
        user(6, 'go on'),
        answer(7, 'm4', bash('k3')),
      ),
    });
    const { stdout } = tj(['usage', '--by', 'skill', '--json', '--root', turns], newHome());
    expect(JSON.parse(stdout).rows).toMatchObject([
      { key: 'deploy', responses: 3, calls: 1 },
      { key: 'none', responses: 1, calls: 0 },
    ]);
  });

  it('plugin: the one that Claude Code says; its calls are those of its responses', () => {
    const called = [use('p1', 'Bash', { command: 'a' }), use('p2', 'Read', { file_path: '/b' })];
    const plugin = makeRoot({
      'p/s1.jsonl': lines(
        user(0, 'hi'),
        answer(1, 'm1', called, { attributionPlugin: 'commits', attributionSkill: 'commits:push' }),
        results(2, { p1: 'done', p2: 'four' }),
        answer(3, 'm2', [use('p3', 'Bash', { command: 'c' })]),
      ),
      'p/s2.jsonl': lines(
        user(5, 'hi'),
        answer(6, 'm3', [use('p4', 'Bash', { command: 'a' })], { attributionPlugin: 'commits' }),
      ),
    });
    const { stdout } = tj(['usage', '--by', 'plugin', '--json', '--root', plugin], newHome());
    expect(JSON.parse(stdout).rows).toMatchObject([
      { key: 'commits', responses: 2, calls: 3, errors: 0, open: 1, result_chars: 8, call_sessions: 2 },
      { key: 'none', responses: 1, calls: 1, open: 1, call_sessions: 1 },
    ]);
  });

  it('command: the one that opened the turn', () => {
    expect(rows('command')).toMatchObject({ '/review': { responses: 1 }, none: { responses: 10 } });
  });
});
