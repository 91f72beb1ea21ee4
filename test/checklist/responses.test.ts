import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { countFolder } from '../oracle/count.ts';
import { type SessionTree, storeOf, treeOf, treesOf } from '../tree.ts';
import { answer, lines, record, results, spawn, text, use, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

const OPUS = 'claude-opus-4-8';

/** A record of a finished response with this usage; `message` and `more` lay over what it says. */
function told(second: number, id: string | undefined, usage: unknown, message: object = {}, more: object = {}): object {
  const content = [text('ok')];
  return record('assistant', second, {
    message: { role: 'assistant', id, model: OPUS, stop_reason: 'end_turn', content, usage, ...message },
    ...more,
  });
}

const out = (output_tokens: number) => ({ input_tokens: 3, output_tokens });

function session(...records: readonly object[]): Promise<SessionTree> {
  return treeOf(makeRoot({ 'p/s1.jsonl': lines(user(0, 'hi'), ...records) }));
}

/** Output of each response, by its id. */
const outputs = ({ chats }: SessionTree) => Object.fromEntries(chats.map(({ key, tokens }) => [key, tokens.output]));

/** Model and tokens of each attempt of the only response. */
const attemptsOf = ({ chats }: SessionTree) =>
  chats.flatMap(({ attempts }) => attempts.map(({ model, tokens }) => [model, tokens.input, tokens.output]));

/** What `tj` says in JSON of sessions by name. */
function asked(command: readonly string[], sessions: Readonly<Record<string, string>>) {
  const files = Object.entries(sessions).map(([id, transcript]) => [`p/${id}.jsonl`, transcript]);
  const args = [...command, '--json', '--root', makeRoot(Object.fromEntries(files))];
  return JSON.parse(tj(args, newHome()).stdout);
}

describe('which records are one response', () => {
  it('26: three records of one response with the same usage count once', async () => {
    const tree = await session(told(1, 'm1', out(10)), told(2, 'm1', out(10)), told(3, 'm1', out(10)));
    expect(tree.chats.map(({ tokens }) => [tokens.input, tokens.output])).toEqual([[3, 10]]);
  });

  it('27: output 8 / 8 / 412 counts as 412', async () => {
    const open = { stop_reason: null };
    const tree = await session(told(1, 'm1', out(8), open), told(2, 'm1', out(8), open), told(3, 'm1', out(412)));
    expect(outputs(tree)).toEqual({ m1: 412 });
  });

  it('a copy whose counts were taken away, all but the split of its cache write, is a placeholder (2.1.332)', async () => {
    const split = { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 40_000 };
    const zeros = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
    const paid = { ...zeros, input_tokens: 3, output_tokens: 10, cache_creation_input_tokens: 40_000 };
    const sessions = {
      s1: lines(user(0, 'hi'), told(1, 'm1', { ...paid, cache_creation: split })),
      s2: lines(user(5, 'hi'), told(1, 'm1', { ...zeros, cache_creation: split })),
    };
    expect(asked(['usage'], sessions).totals).toMatchObject({ responses: 1, cache_write_1h_tokens: 40_000 });
    const root = makeRoot(Object.fromEntries(Object.entries(sessions).map(([id, each]) => [`p/${id}.jsonl`, each])));
    expect(countFolder(root).totals).toMatchObject({ responses: 1, cache_write_1h_tokens: 40_000 });
    expect(asked(['usage'], { s2: sessions.s2 }).totals.cache_write_1h_tokens).toBe(0);
  });

  it('28: a response between whose records the results of its own tools stand is one, with all its blocks', async () => {
    const tree = await session(
      told(1, 'm1', out(10), { content: [use('t1', 'Read')] }),
      results(2, { t1: 'a' }),
      told(3, 'm1', out(10), { content: [use('t2', 'Grep')] }),
      results(4, { t2: 'b' }),
      told(5, 'm1', out(10), { content: [text('both')] }),
    );
    expect(outputs(tree)).toEqual({ m1: 10 });
    expect(tree.rows.tools.map(({ name, key, status }) => [name, key, status])).toEqual([
      ['Read', 'm1', 'ok'],
      ['Grep', 'm1', 'ok'],
    ]);
  });

  it('29: a response that never got a stop reason counts and is told as unfinished', () => {
    const open = { stop_reason: null };
    const transcript = lines(told(1, 'm1', out(8), open), told(2, 'm1', out(8), open), told(3, 'm2', out(20)));
    const { totals, provenance } = asked(['usage'], { s1: transcript });
    expect(totals).toMatchObject({ responses: 2, output_tokens: 28, unfinished_responses: 1 });
    expect(provenance.unfinished_responses).toBe(1);
  });

  it('30: without a request id the id of the message tells responses apart, and with one too', async () => {
    const tree = await session(
      ...[told(1, 'm1', out(10)), told(2, 'm1', out(10)), told(3, 'm2', out(20))],
      told(4, 'm2', out(20), {}, { requestId: 'r1' }),
      told(5, 'm3', out(30), {}, { requestId: 'r1' }),
    );
    expect(outputs(tree)).toEqual({ m1: 10, m2: 20, m3: 30 });
  });

  it('31: without an id of the message the request id tells responses apart, without both the uuid', async () => {
    const tree = await session(
      told(1, undefined, out(10), {}, { requestId: 'r1', uuid: 'u1' }),
      told(2, undefined, out(10), {}, { requestId: 'r1', uuid: 'u2' }),
      told(3, undefined, out(20), {}, { uuid: 'u3' }),
      told(4, undefined, out(20), {}, { uuid: 'u3' }),
      told(5, undefined, out(30), {}, { uuid: 'u4' }),
    );
    expect(outputs(tree)).toEqual({ r1: 10, u3: 20, u4: 30 });
  });

  it('C1, C4: without any id each line is a response, and a copy of its file adds nothing', async () => {
    const nameless = (second: number, tokens: number) =>
      told(second, undefined, out(tokens), {}, { uuid: undefined, sessionId: 's1' });
    const first = lines(user(0, 'hi'), nameless(1, 10), nameless(2, 20));
    const sessions = { s1: first, s2: first, s3: lines(user(5, 'and'), nameless(6, 40)) };
    const root = makeRoot(Object.fromEntries(Object.entries(sessions).map(([id, file]) => [`p/${id}.jsonl`, file])));
    expect(asked(['usage'], sessions).totals).toMatchObject({ output_tokens: 70, responses: 3 });
    expect(countFolder(root).totals).toMatchObject({ output_tokens: 70, responses: 3 });
  });

  it('32: two models under one id are one response, all of it from the record with the most output', async () => {
    const usage = (read: number, written: number, output: number) => ({
      ...{ input_tokens: 3, output_tokens: output },
      ...{ cache_read_input_tokens: read, cache_creation_input_tokens: written },
    });
    const { chats } = await session(
      told(1, 'm1', usage(0, 900, 8), { model: 'claude-fable-5', stop_reason: null }),
      told(2, 'm1', usage(500, 0, 412)),
    );
    expect(chats.map(({ model, tokens }) => [model, tokens.cacheRead, tokens.cacheWrite5m, tokens.output])).toEqual([
      [OPUS, 500, 0, 412],
    ]);
  });

  it('32: the model of a record that names none is that of another record of the response, also in a copy', async () => {
    const unnamed = told(2, 'm1', out(412), { model: undefined });
    const { chats } = await session(told(1, 'm1', out(8), { stop_reason: null }), unnamed);
    expect(chats.map(({ model, tokens }) => [model, tokens.output])).toEqual([[OPUS, 412]]);
    const copied = await treesOf(
      makeRoot({ 'p/s1.jsonl': lines(unnamed), 'p/s2.jsonl': lines(told(2, 'm1', out(8))) }),
    );
    expect([...copied.values()].flatMap((tree) => tree.chats.map(({ model }) => model))).toEqual([OPUS]);
  });

  it('33: a text that Claude Code put in place of an answer is no response; of an API error it fails the turn', async () => {
    const synthetic = (words: string) => ({ model: '<synthetic>', content: [text(words)] });
    const filler = await session(told(1, 'e1', out(0), synthetic('No response requested.')));
    const failed = await session(told(1, 'e1', out(0), synthetic('API Error: 529'), { isApiErrorMessage: true }));
    expect([filler.chats, failed.chats]).toEqual([[], []]);
    expect(filler.rows.turns.map(({ status, error }) => [status, error])).toEqual([['ok', '']]);
    expect(failed.rows.turns.map(({ status, error }) => [status, error])).toEqual([['error', 'API Error: 529']]);
  });
});

describe('what a usage object says', () => {
  it.each([
    ['no total beside a split', 0, { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 }, [40, 60]],
    ['a total beside an empty split', 100, { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 }, [100, 0]],
    ['a total without a split', 100, undefined, [100, 0]],
  ])('34: %s of cache writes is what was written', async (_, cache_creation_input_tokens, cache_creation, written) => {
    const { chats } = await session(told(1, 'm1', { ...out(1), cache_creation_input_tokens, cache_creation }));
    expect(chats.map(({ tokens }) => [tokens.cacheWrite5m, tokens.cacheWrite1h])).toEqual([written]);
  });

  it.each([[null], ['12'], [-12], [1e30], [true], [1.5], [{}]])(
    '35: an input of %j counts as absent and the rest of the record counts',
    async (input_tokens) => {
      const root = makeRoot({ 'p/s1.jsonl': lines(told(1, 'm1', { input_tokens, output_tokens: 10 })) });
      const store = await storeOf(root);
      const issues = store.prepare('SELECT kind FROM issues').pluck().all();
      store.close();
      expect((await treeOf(root)).chats.map(({ tokens }) => [tokens.input, tokens.output])).toEqual([[0, 10]]);
      expect(issues).toEqual(input_tokens === null ? [] : ['bad-number']);
    },
  );

  it('35: a record without usage adds no tokens', async () => {
    const tree = await session(told(1, 'm1', null), told(2, 'm2', undefined), told(3, 'm3', out(5)));
    expect(outputs(tree)).toEqual({ m1: 0, m2: 0, m3: 5 });
  });

  it('36: an advisor is an attempt on top, of its own model', async () => {
    const iterations = [
      { type: 'message', ...out(10) },
      { type: 'advisor_message', model: 'claude-fable-5', input_tokens: 700, output_tokens: 80 },
    ];
    const tree = await session(told(1, 'm1', { ...out(10), iterations }));
    expect(attemptsOf(tree)).toEqual([
      [OPUS, 3, 10],
      ['claude-fable-5', 700, 80],
    ]);
    expect(tree.chats[0]?.tokens).toMatchObject({ input: 703, output: 90 });
  });

  it.each([2, 0])(
    '37: an attempt declined before a fallback, with output %i, counts if it has output',
    async (output) => {
      const iterations = [
        { type: 'message', model: 'claude-fable-5', input_tokens: 900, output_tokens: output },
        { type: 'fallback_message', model: OPUS, ...out(10) },
      ];
      const declined = output > 0 ? [['claude-fable-5', 900, output]] : [];
      const tree = await session(told(1, 'm1', { ...out(10), iterations }));
      expect(attemptsOf(tree)).toEqual([[OPUS, 3, 10], ...declined]);
    },
  );

  it('38: thinking is a part of the output, never on top of it', async () => {
    const { chats } = await session(told(1, 'm1', { ...out(736), output_tokens_details: { thinking_tokens: 210 } }));
    expect(chats.map(({ tokens, thinkingTokens }) => [tokens.output, thinkingTokens])).toEqual([[736, 210]]);
  });
});

describe('what agents spent', () => {
  /** A message of an agent within its progress, as the session's own file told it up to 2.1.79. */
  const progress = (second: number, id: string) =>
    record('progress', second, {
      ...{ toolUseID: `p-${id}`, parentToolUseID: 't1' },
      data: { type: 'agent_progress', agentId: 'x', message: { type: 'assistant', ...answer(second, id, 'ok') } },
    });
  const call = answer(1, 'm1', [spawn('t1', 'Explore', 'go')]);
  const usage = { input_tokens: 4000, output_tokens: 1000 };
  const report = { toolUseResult: { status: 'completed', agentId: 'x', totalTokens: 5000, usage } };
  const result = results(9, { t1: 'done' }, report);

  it('39: a response in the progress of an agent counts only where no assistant record anywhere has its id', async () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(user(0, 'hi'), call, progress(3, 'x1'), progress(4, 'x2'), progress(5, 'x2')),
      'p/s1/subagents/agent-x.jsonl': lines(user(2, 'go'), answer(3, 'x1', 'ok')),
    });
    expect(outputs(await treeOf(root))).toEqual({ m1: 10, x1: 10, x2: 10 });
    const { provenance } = JSON.parse(tj(['usage', '--json', '--root', root], newHome()).stdout);
    expect(provenance).toMatchObject({ responses: 3, recovered_responses: 1 });
  });

  it("40: what a call's result says of its agent's usage adds nothing to the agent's own transcript", async () => {
    const root = makeRoot({
      'p/s1.jsonl': lines(user(0, 'hi'), call, result),
      'p/s1/subagents/agent-x.jsonl': lines(user(2, 'go'), answer(3, 'x1', 'ok'), answer(4, 'x2', 'ok')),
    });
    expect(outputs(await treeOf(root))).toEqual({ m1: 10, x1: 10, x2: 10 });
  });

  it('41: an agent without a transcript is marked as known by its call alone, and no usage is made up for it', async () => {
    const tree = await treeOf(makeRoot({ 'p/s1.jsonl': lines(user(0, 'hi'), call, result) }));
    expect(outputs(tree)).toEqual({ m1: 10 });
    const agents = tree.rows.agents.map(({ toolUseId, agentType, link }) => [toolUseId, agentType, link]);
    expect(agents).toEqual([['t1', 'Explore', 'call']]);
  });
});

describe('what it costs', () => {
  it('42: fast mode, a US region, batch and web searches are carried into the list price', () => {
    const cache_creation = { ephemeral_5m_input_tokens: 1000, ephemeral_1h_input_tokens: 2000 };
    const usage = { input_tokens: 10, output_tokens: 1000, cache_read_input_tokens: 100_000, cache_creation };
    const opus = { model: 'claude-opus-5-5' };
    const late = { timestamp: '2026-11-20T00:00:00Z' };
    const bulk = { input_tokens: 1_000_000, output_tokens: 100_000, service_tier: 'batch' };
    const searches = { server_tool_use: { web_search_requests: 2, web_fetch_requests: 1 } };
    const { rows } = asked(['usage', '--by', 'session'], {
      plain: lines(told(1, 'v1', usage, opus, late)),
      fastUs: lines(told(1, 'v2', { ...usage, speed: 'fast', inference_geo: 'us' }, opus, late)),
      searches: lines(told(1, 'v15', searches, opus, late)),
      batch: lines(told(1, 'v19', bulk, { model: 'claude-opus-4-1' })),
    });
    const prices = rows.map((row: { key: string; cost_usd: number }) => [row.key, row.cost_usd]);
    expect(Object.fromEntries(prices)).toEqual({ plain: 0.06104, fastUs: 0.134288, searches: 0.02, batch: 11.25 });
  });

  it('43: a model that nobody knows keeps its tokens, and its price is unknown, not 0', () => {
    const transcript = lines(told(1, 'm1', out(10), { model: 'claude-opus-5-6' }));
    const { rows, totals, provenance } = asked(['usage', '--by', 'model'], { s1: transcript });
    expect(rows).toMatchObject([{ key: 'claude-opus-5-6', input_tokens: 3, output_tokens: 10, cost_usd: null }]);
    expect([totals.cost_usd, provenance.unpriced_models]).toEqual([null, ['claude-opus-5-6']]);
  });

  const ledger = (startTime: number, usd: number, sessionId = 's1') => {
    const modelUsage = { [OPUS]: { inputTokens: 900, outputTokens: 900, costUSD: usd } };
    return { type: 'cost-state', sessionId, startTime, totalCostUSD: usd, modelUsage };
  };

  it.each([
    ['two identical lines: once', [ledger(1, 1.5), ledger(1, 1.5)], [1.5]],
    ['one that grew by a resume: its last', [ledger(1, 1.5), ledger(1, 4)], [4]],
    ['those of two processes: both', [ledger(1, 4), ledger(2, 1.5)], [4, 1.5]],
    ['one of another session: nothing', [ledger(1, 4, 's0')], null],
    ['none: unknown', [], null],
  ])("44: of Claude Code's ledger is told, beside a sum it is no part of, %s", (_, ledgers, told) => {
    const transcript = lines(user(0, 'hi'), answer(1, 'm1', 'ok'), ...ledgers);
    const { reconciliation, session } = asked(['session', 's1'], { s1: transcript });
    expect(session).toMatchObject({ responses: 1, output_tokens: 10 });
    const usd = reconciliation?.map((process: { cost_usd: number }) => process.cost_usd) ?? null;
    expect(usd).toEqual(told);
  });

  it('45: costUSD of a very old record changes nothing', () => {
    const [beside, without] = [{ costUSD: 99 }, {}].map((more) => {
      const transcript = lines(user(0, 'hi'), told(1, 'm1', out(10), {}, more));
      return asked(['usage', '--by', 'session'], { s1: transcript });
    });
    expect(beside).toEqual(without);
    expect(beside.totals.cost_usd).toBeLessThan(1);
  });
});
