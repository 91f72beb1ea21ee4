import { afterAll, describe, expect, it } from 'vitest';
import { millis } from '../../src/model/time.ts';
import { ALL_RESPONSES } from '../../src/query/response-filter.ts';
import { sessionList } from '../../src/query/session-list.ts';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { drawn, type SessionTree, storeOf, treeOf } from '../tree.ts';
import { answer, lines, notice, results, spawn, text, use, user, ZERO } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const SUB = 'p/s1/subagents';

async function drawnOf(layout: Readonly<Record<string, string>>): Promise<string[]> {
  return drawn(await treeOf(makeRoot(layout)), ZERO);
}

/** By agent: the call that it stands in for, and how that is known. */
async function linksOf(layout: Readonly<Record<string, string>>): Promise<Record<string, unknown>> {
  const { rows } = await treeOf(makeRoot(layout));
  return Object.fromEntries(rows.agents.map(({ agentId, toolUseId, link }) => [agentId, `${toolUseId} by ${link}`]));
}

const responses = ({ chats }: SessionTree) => chats.map((chat) => chat.key);

describe('agents', () => {
  it.each(['compact', 'side_question'])('67: of a replay by the %s agent only what is new counts', async (type) => {
    const id = `a${type}-1f`;
    const { rows, chats } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', 'ok'), answer(2, 'm2', 'ok')),
        [`${SUB}/agent-${id}.jsonl`]: lines(
          user(0, 'hi', { uuid: 'n0' }),
          answer(1, 'm1', 'ok', { uuid: 'n1' }),
          answer(2, 'm2', 'ok', { uuid: 'n2' }),
          user(3, 'Create a detailed summary', { uuid: 'n3' }),
          answer(4, 'c1', 'in short', { uuid: 'n4' }),
        ),
      }),
    );
    expect(chats.map((chat) => [chat.key, chat.agentId])).toEqual([
      ['m1', ''],
      ['m2', ''],
      ['c1', id],
    ]);
    expect(rows.agents).toMatchObject([{ agentType: type, link: 'internal', toolUseId: null }]);
  });

  const warmup = {
    'p/s1.jsonl': lines(user(0, 'hi'), answer(5, 'm1', 'ok')),
    [`${SUB}/agent-w1.jsonl`]: lines(user(1, 'Warmup'), answer(2, 'w1', 'ready')),
  };

  it('68: a warm-up agent is billed, and no call is asked for', async () => {
    const tree = await treeOf(makeRoot(warmup));
    expect(responses(tree).sort()).toEqual(['m1', 'w1']);
    expect(tree.rows.agents).toMatchObject([{ agentId: 'w1', toolUseId: null }]);
    expect(tree.rows.turns.map((turn) => turn.label)).toEqual(['hi']);
  });

  it('68: a warm-up agent is one that Claude Code started by itself', async () => {
    expect(await linksOf(warmup)).toEqual({ w1: 'null by internal' });
  });

  it('without metadata the type of an agent is what its call, its responses, its prompt or its folder say', async () => {
    const { rows } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi'),
          answer(1, 'm1', [
            spawn('t1', 'Explore', 'look'),
            use('t2', 'Agent', { prompt: 'do' }),
            use('t3', 'Agent', { prompt: 'gone' }),
          ]),
        ),
        [`${SUB}/agent-called.jsonl`]: lines(user(2, 'look'), answer(3, 'a1', 'ok', { attributionAgent: 'other' })),
        [`${SUB}/agent-plain.jsonl`]: lines(user(2, 'do'), answer(3, 'a2', 'ok')),
        [`${SUB}/agent-stated.jsonl`]: lines(user(2, 'x'), answer(3, 'a3', 'ok', { attributionAgent: 'reviewer' })),
        [`${SUB}/agent-warm.jsonl`]: lines(user(2, 'Warmup'), answer(3, 'a4', 'ok')),
        [`${SUB}/workflows/wf_1/agent-flow.jsonl`]: lines(user(2, 'y'), answer(3, 'a5', 'ok')),
        [`${SUB}/agent-who.jsonl`]: lines(user(2, 'Warmup of the cache'), answer(3, 'a6', 'ok')),
      }),
    );
    expect(Object.fromEntries(rows.agents.map(({ agentId, agentType }) => [agentId, agentType]))).toEqual({
      called: 'Explore',
      plain: 'general-purpose',
      t3: 'general-purpose',
      stated: 'reviewer',
      warm: 'warmup',
      flow: 'workflow-subagent',
      who: null,
    });
  });

  it('69: an agent that another agent called stands below that one', async () => {
    const { rows } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'outer', 'A')]), results(9, { t1: 'done' })),
        [`${SUB}/agent-o.jsonl`]: lines(user(2, 'A'), answer(3, 'o1', [spawn('t2', 'inner', 'B')])),
        [`${SUB}/agent-i.jsonl`]: lines(user(4, 'B'), answer(5, 'i1', 'ok')),
      }),
    );
    expect(rows.agents.map(({ agentId, toolUseId, parentAgentId }) => [agentId, toolUseId, parentAgentId])).toEqual([
      ['o', 't1', ''],
      ['i', 't2', 'o'],
    ]);
  });

  it('70: a hand-back and a notice after the end of the turn are of the agent, and open no turn of the person', async () => {
    const handBack = { isMeta: true, origin: { kind: 'peer', from: 'x1', handback: true } };
    const { rows } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi'),
          answer(1, 'm1', [spawn('t1', 'Explore', 'look')]),
          results(2, { t1: 'started' }, { toolUseResult: { status: 'async_launched', agentId: 'x1' } }),
          answer(3, 'm2', 'it runs'),
          user(20, '<agent-message from="x1">found</agent-message>', handBack),
          user(21, notice('x1', 't1'), { origin: { kind: 'task-notification' } }),
          answer(22, 'm3', 'it found'),
        ),
        [`${SUB}/agent-x1.jsonl`]: lines(user(2, 'look'), answer(19, 'x1a', 'found')),
      }),
    );
    expect(rows.turns.map(({ kind, label }) => `${kind}: ${label}`)).toEqual(['typed: hi', 'notification: x1 is done']);
    expect(rows.agents).toMatchObject([{ agentId: 'x1', status: 'ok', endedAt: Date.parse(ZERO) + 19_000 }]);
  });

  const twins = (toolUseResult: (agent: string) => object) => ({
    'p/s1.jsonl': lines(
      user(0, 'hi'),
      answer(1, 'm1', [spawn('t1', 'r', 'same'), spawn('t2', 'r', 'same')]),
      results(8, { t1: 'one' }, { uuid: 'r1', toolUseResult: toolUseResult('b') }),
      results(9, { t2: 'two' }, { uuid: 'r2', toolUseResult: toolUseResult('a') }),
    ),
    [`${SUB}/agent-a.jsonl`]: lines(user(2, 'same'), answer(3, 'a1', 'one')),
    [`${SUB}/agent-b.jsonl`]: lines(user(4, 'same'), answer(5, 'b1', 'two')),
  });

  it('71: two agents of one prompt are told apart by their ids, else by their times', async () => {
    expect(await linksOf(twins((agentId) => ({ agentId })))).toEqual({ a: 't2 by result', b: 't1 by result' });
    expect(await linksOf(twins(() => ({})))).toEqual({ a: 't1 by prompt', b: 't2 by prompt' });
  });

  it('72: an agent in the background may end after its turn, which stays as it is', async () => {
    const tree = await drawnOf({
      'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'r', 'go')]), results(2, { t1: 'started' })),
      [`${SUB}/agent-x.jsonl`]: lines(user(2, 'go'), answer(60, 'x1', 'ok')),
    });
    expect(tree).toEqual(['turn hi 0-2', '  chat m1 0-1', '  agent r#x 2-60', '    chat x1 2-60']);
  });

  it('73: an agent that was resumed is one span with the responses of both its lives', async () => {
    const tree = await drawnOf({
      'p/s1.jsonl': lines(
        user(0, 'hi'),
        answer(1, 'm1', [spawn('t1', 'r', 'go')]),
        results(4, { t1: 'done' }, { toolUseResult: { agentId: 'x' } }),
        answer(5, 'm2', [use('t2', 'SendMessage', { to: 'x', message: 'more' })]),
        results(6, { t2: 'sent' }),
      ),
      [`${SUB}/agent-x.jsonl`]: lines(user(2, 'go'), answer(3, 'x1', 'ok'), user(7, 'more'), answer(9, 'x2', 'ok')),
    });
    expect(tree).toEqual([
      'turn hi 0-6',
      '  chat m1 0-1',
      '  agent r#x 2-9',
      '    chat x1 2-3',
      '    chat x2 7-9',
      '  chat m2 4-5',
      '  tool SendMessage t2 5-6',
    ]);
  });

  it('74: the snapshot of a team member is dropped beside the whole transcript', async () => {
    const part = [user(2, 'go'), answer(3, 'x1', [use('b1', 'Bash')]), results(4, { b1: 'ok' })];
    const tree = await drawnOf({
      'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'r', 'go')]), results(2, { t1: 'started' })),
      [`${SUB}/agent-part.jsonl`]: lines(...part),
      [`${SUB}/agent-whole.jsonl`]: lines(...part, answer(5, 'x2', [use('b2', 'Bash')]), results(6, { b2: 'ok' })),
    });
    expect(tree).toEqual([
      'turn hi 0-2',
      '  chat m1 0-1',
      '  agent r#whole 2-6',
      '    chat x1 2-3',
      '    tool Bash b1 3-4',
      '    chat x2 4-5',
      '    tool Bash b2 5-6',
    ]);
  });

  it('75: the agents of a workflow, which no call names, stand in the tree exactly once', async () => {
    const tree = await drawnOf({
      'p/s1.jsonl': lines(
        user(0, 'hi', { promptId: 'p1' }),
        answer(1, 'm1', [use('t1', 'Workflow', { name: 'audit' })]),
        results(2, { t1: 'started' }, { toolUseResult: { runId: 'wf_1', taskType: 'local_workflow' } }),
      ),
      [`${SUB}/workflows/wf_1/agent-w1.jsonl`]: lines(user(3, 'A'), answer(4, 'w1a', 'ok')),
      [`${SUB}/workflows/wf_1/agent-w2.jsonl`]: lines(user(3, 'B'), answer(5, 'w2a', 'ok')),
      [`${SUB}/workflows/wf_1/journal.jsonl`]: lines({ type: 'started', agentId: 'w1' }),
    });
    expect(tree).toEqual([
      'turn hi 0-2',
      '  chat m1 0-1',
      '  tool Workflow t1 1-2',
      '  agent workflow-subagent#w1 3-4',
      '    chat w1a 3-4',
      '  agent workflow-subagent#w2 3-5',
      '    chat w2a 3-5',
    ]);
  });

  it('75: the agents of a workflow are linked to the call whose result names their folder', async () => {
    const run = (runId: string) => ({ toolUseResult: { runId, taskType: 'local_workflow' } });
    const { rows } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi'),
          answer(1, 'm1', [use('t1', 'Workflow', { name: 'audit' }), spawn('t9', 'x', 'A')]),
          results(2, { t1: 'started' }, run('wf_1')),
          user(10, 'once more'),
          answer(11, 'm2', [use('t2', 'Workflow', { resumeFromRunId: 'wf_1' }), use('t3', 'Workflow', {})]),
          results(12, { t2: 'started' }, run('wf_1')),
          results(12, { t3: 'started' }, run('wf_2')),
        ),
        [`${SUB}/workflows/wf_1/agent-w1.jsonl`]: lines(user(3, 'A'), answer(4, 'w1a', 'ok')),
        [`${SUB}/workflows/wf_1/agent-w2.jsonl`]: lines(user(13, 'B'), answer(14, 'w2a', 'ok')),
        [`${SUB}/workflows/wf_2/agent-w3.jsonl`]: lines(user(13, 'B'), answer(14, 'w3a', [use('t4', 'Workflow', {})])),
        [`${SUB}/workflows/wf_0/agent-w4.jsonl`]: lines(user(13, 'C'), answer(14, 'w4a', 'ok')),
      }),
    );
    const turns = new Map(rows.turns.map(({ turnId, label }) => [turnId, label]));
    expect(rows.agents.map(({ agentId, link, turnId }) => [agentId, link, turns.get(turnId as never)])).toEqual([
      ['t9', 'call', 'hi'],
      ['w1', 'run', 'hi'],
      ['w2', 'run', 'once more'],
      ['w3', 'run', 'once more'],
      ['w4', 'unlinked', 'once more'],
    ]);
  });

  it.each(['', '{"agentType":', '[]', 'null'])(
    '76: beside the metadata %j an agent is linked by its prompt',
    async (meta) => {
      const links = await linksOf({
        'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'r', 'go')]), results(9, { t1: 'done' })),
        [`${SUB}/agent-x.jsonl`]: lines(user(2, 'go'), answer(3, 'x1', 'ok')),
        [`${SUB}/agent-x.meta.json`]: meta,
      });
      expect(links).toEqual({ x: 't1 by prompt' });
    },
  );

  it('77: an agentId in the output of another tool links nothing', async () => {
    const links = await linksOf({
      'p/s1.jsonl': lines(
        user(0, 'hi'),
        answer(1, 'm1', [use('t1', 'Bash', { command: 'cat notes' })]),
        results(4, { t1: [text('agentId: x (use SendMessage with to:)')] }),
      ),
      [`${SUB}/agent-x.jsonl`]: lines(user(2, 'go'), answer(3, 'x1', 'ok')),
    });
    expect(links).toEqual({ x: 'null by unlinked' });
  });

  it('78: a sidechain within the file is an agent of its own, linked by its prompt', async () => {
    const side = (uuid: string, parentUuid: string | null) => ({ isSidechain: true, uuid, parentUuid });
    const tree = await drawnOf({
      'p/s1.jsonl': lines(
        user(0, 'hi'),
        answer(1, 'm1', [use('t1', 'Task', { subagent_type: 'Explore', prompt: 'look' })]),
        user(2, 'look', side('c1', null)),
        answer(3, 'x1', [use('b1', 'Bash')], side('c2', 'c1')),
        results(4, { b1: 'ok' }, side('c3', 'c2')),
        results(5, { t1: 'done' }),
        answer(6, 'm2', 'ok'),
      ),
    });
    expect(tree.map((line) => line.replace(/inline-\w+/, 'inline'))).toEqual([
      'turn hi 0-6',
      '  chat m1 0-1',
      '  agent Explore#inline 2-4',
      '    chat x1 2-3',
      '    tool Bash b1 3-4',
      '  chat m2 5-6',
    ]);
  });

  const rule = { toolDenialKind: 'permission-rule' };
  it.each<[string, string, object, readonly string[]]>([
    ['a person', "The user doesn't want to proceed with this tool use.", {}, ['b']],
    ['a rule', 'Permission to use Agent has been denied.', rule, ['b']],
    ['a hook', 'PreToolUse:Agent hook error: not today', {}, ['b']],
    ['a rule about its type', "Agent type 'x' has been denied by permission rule 'Agent(x)'.", {}, ['b']],
    ['nobody, and it failed', 'API Error: 529', {}, ['b', 't1']],
  ])('a call of an agent that %s refused starts none', async (_, words, more, agents) => {
    const refused = [{ type: 'tool_result', tool_use_id: 't1', content: words, is_error: true }];
    const { rows, spans } = await treeOf(
      makeRoot({
        'p/s1.jsonl': lines(
          user(0, 'hi'),
          answer(1, 'm1', [spawn('t1', 'x', 'go')]),
          user(2, refused, more),
          answer(3, 'm2', [spawn('t2', 'x', 'go')]),
        ),
        [`${SUB}/agent-b.jsonl`]: lines(user(4, 'go'), answer(5, 'b1', 'ok')),
      }),
    );
    const linked = rows.agents.find(({ agentId }) => agentId === 'b');
    if (agents.length === 1) expect([linked?.toolUseId, linked?.link]).toEqual(['t2', 'prompt']);
    expect(spans.filter(({ kind }) => kind === 'tool').map(({ toolUseId }) => toolUseId)).toEqual(
      agents.length === 1 ? ['t1'] : [],
    );
    expect(rows.agents.length).toBe(agents.length);
  });

  it("A5: an agent that is called as the session's own thread is has chats and a name of its own", async () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'Explore', 'go')])),
      [`${SUB}/agent-main.jsonl`]: lines(user(2, 'go'), answer(3, 'x1', 'ok')),
    });
    const tree = await treeOf(root);
    expect(drawn(tree, ZERO)).toEqual([
      'turn hi 0-1',
      '  chat m1 0-1',
      '  agent Explore#agent-main 2-3 open',
      '    chat x1 2-3',
    ]);
    const owners = tree.spans.map(({ kind, agentId }) => `${kind} of ${agentId}`);
    expect(owners).toEqual(['turn of main', 'chat of main', 'agent of agent-main', 'chat of agent-main']);
    const { rows } = JSON.parse(tj(['usage', '--by', 'agent', '--json', '--root', root], newHome()).stdout);
    expect(rows.map(({ key }: { key: string }) => key).sort()).toEqual(['s1/agent-main', 's1/main']);
  });

  it('a copy of a session counts its own agents alone', async () => {
    const shared = [user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'x', 'go')]), results(5, { t1: 'done' })];
    const store = await storeOf(
      makeRoot({
        'p/s1.jsonl': lines(...shared),
        [`${SUB}/agent-b.jsonl`]: lines(user(2, 'go'), answer(3, 'b1', 'ok')),
        'p/copy.jsonl': lines(
          ...shared.map((one) => ({ ...one, forkedFrom: { sessionId: 's1' } })),
          user(6, 'on'),
          answer(7, 'm2', [spawn('t2', 'x', 'go on')]),
        ),
      }),
    );
    expect(
      sessionList(store, ALL_RESPONSES, millis(Date.parse('2026-03-01'))).map(({ sessionId, agents }) => [
        sessionId,
        agents,
      ]),
    ).toEqual([
      ['copy', 1],
      ['s1', 1],
    ]);
    store.close();
  });
});
