import { afterAll, describe, expect, it } from 'vitest';
import { makeRoot, removeRoots } from '../corpus.ts';
import { storeOf, treeOf } from '../tree.ts';
import { answer, lines, record, spawn, use, user } from './lines.ts';

afterAll(removeRoots);

const ID = 'aaaaaaaa-0000-4000-8000-000000000001';

describe('agents', () => {
  it.each([
    ['its own call', 'a', 'a'],
    ["each other's calls", 'a', 'b'],
  ])('61: agents that would stand below %s are put on the turn', async (_, first, second) => {
    const child = (id: string, call: string) =>
      lines(user(2, id), answer(3, `s${id}`, [spawn(call, 'x', `other ${id}`)]));
    const layout = {
      [`p/${ID}.jsonl`]: lines(user(0, 'hi'), answer(1, 'm1', 'ok')),
      [`p/${ID}/subagents/agent-${first}.jsonl`]: child(first, `t-${first}`),
      [`p/${ID}/subagents/agent-${first}.meta.json`]: JSON.stringify({ toolUseId: `t-${second}` }),
      [`p/${ID}/subagents/agent-${second}.jsonl`]: child(second, `t-${second}`),
      [`p/${ID}/subagents/agent-${second}.meta.json`]: JSON.stringify({ toolUseId: `t-${first}` }),
    };
    const { spans, rows } = await treeOf(makeRoot(layout));
    expect(rows.agents.some(({ link }) => link === 'unlinked')).toBe(true);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const { parentSpanId } of spans) expect(parentSpanId === null || ids.has(parentSpanId)).toBe(true);
  });
});

describe("44: Claude Code's own ledger", () => {
  const state = (usd: number, startTime: number, sessionId = ID) => ({
    ...{ type: 'cost-state', sessionId, totalCostUSD: usd, startTime },
    modelUsage: { 'claude-opus-4-8': { outputTokens: usd * 100, costUSD: usd } },
  });

  it.each([
    ['two equal lines are one', [state(1, 5), state(1, 5)], [1]],
    ['one that counts on is its last', [state(1, 5), state(3, 5)], [3]],
    ['two processes are two', [state(4, 5), state(2, 9)], [4, 2]],
    ['one of another session is left out', [state(7, 5, 'other')], []],
    ['none is none', [], []],
  ])('%s', async (_, states, expected) => {
    const store = await storeOf(
      makeRoot({ [`p/${ID}.jsonl`]: lines(user(0, 'hi'), answer(1, 'm1', 'ok'), ...states) }),
    );
    expect(store.prepare('SELECT usd FROM ledgers ORDER BY ordinal').pluck().all()).toEqual(expected);
    expect(store.prepare('SELECT sum(output_tokens) FROM own_responses').pluck().get()).toBe(10);
    store.close();
  });
});

describe('an agent whose call never came back', () => {
  const main = (...more: readonly object[]) => lines(user(0, 'hi'), answer(1, 'm1', [spawn('t1', 'x', 'go')]), ...more);
  const child = lines(user(2, 'go'), answer(3, 's1', 'ok'));

  it.each([
    ['is open', [], 'open'],
    ['is interrupted with its turn', [user(4, '[Request interrupted by user]')], 'interrupted'],
  ])('%s, with a transcript and without', async (_, more, status) => {
    for (const agents of [{}, { [`p/${ID}/subagents/agent-a1.jsonl`]: child }]) {
      const { rows } = await treeOf(makeRoot({ [`p/${ID}.jsonl`]: main(...more), ...agents }));
      expect(rows.agents.map((agent) => agent.status)).toEqual([status]);
    }
  });
});

it('a result beside the message, as very old records have it, ends its call', async () => {
  const old = { tool_use_result: { tool_use_id: 't1', is_error: true, content: 'no such file' }, message: null };
  const tree = await treeOf(
    makeRoot({
      [`p/${ID}.jsonl`]: lines(user(0, 'hi'), answer(1, 'm1', [use('t1', 'Read')]), record('user', 2, old)),
    }),
  );
  expect(tree.rows.tools).toMatchObject([{ status: 'error', error: 'no such file' }]);
});
