import { afterAll, describe, expect, it } from 'vitest';
import { newHome, removeHomes, tj } from '../cli/tj.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { answer, lines, record, results, use, user } from './lines.ts';

afterAll(() => {
  removeRoots();
  removeHomes();
});

/** A request as it was sent. */
const request = (second: number, id: string, more: object = {}) =>
  record('api-request', second, { id: `${id}-2222-4333-8444-555555555555`, querySource: 'sdk', uuid: null, ...more });
const answering = (id: string) => ({ requestRef: `${id}-2222-4333-8444-555555555555` });

const hooks = (second: number, ...infos: readonly object[]) =>
  record('system', second, { subtype: 'stop_hook_summary', hookInfos: infos });
const boundary = (second: number, preTokens: number, postTokens: number) =>
  record('system', second, {
    subtype: 'compact_boundary',
    compactMetadata: { trigger: 'auto', preTokens, postTokens },
  });
const title = (aiTitle: string) => ({ type: 'ai-title', aiTitle });
const ledger = (usd: number) => ({ type: 'cost-state', totalCostUSD: usd, startTime: 5, modelUsage: {} });

function run(args: readonly string[], sessions: Readonly<Record<string, string>>): string {
  const root = makeRoot(Object.fromEntries(Object.entries(sessions).map(([name, text]) => [`p/${name}.jsonl`, text])));
  return tj([...args, '--root', root], newHome()).stdout;
}

function hidden(...records: readonly object[]) {
  const { not_in_transcript } = JSON.parse(run(['session', 's1', '--json'], { s1: lines(...records) }));
  return not_in_transcript;
}

/** By cause how many. */
function counts(...records: readonly object[]): Record<string, number> {
  const { calls } = hidden(...records);
  return Object.fromEntries(calls.map((one: { cause: string; count: number }) => [one.cause, one.count]));
}

const begun = [user(0, 'hi'), answer(1, 'm1', 'ok')];

describe('what is not in the transcript is told by its cause', () => {
  it.each<[string, readonly object[], object]>([
    ['nothing', [], {}],
    ['hooks that asked a model', [hooks(2, { command: 'x', promptText: 'x' }, { command: 'y' })], { prompt_hook: 1 }],
    ['not hooks that ran a command', [hooks(2, { command: 'y' })], {}],
    ['titles, however often they are written', [title('A'), title('A'), title('B')], { title: 2 }],
    ['not titles of a person', [{ type: 'custom-title', customTitle: 'A' }], {}],
    [
      'summaries for who came back',
      [record('system', 9, { subtype: 'away_summary', content: 'x' })],
      { away_summary: 1 },
    ],
    ['requests without an answer', [request(2, 'aaaaaaaa'), request(3, 'bbbbbbbb')], { unanswered: 2 }],
    ['not those that have one', [request(2, 'aaaaaaaa'), answer(3, 'm2', 'ok', answering('aaaaaaaa'))], {}],
    [
      'web searches and pages that came back',
      [
        answer(3, 'm2', [use('w1', 'WebSearch'), use('w2', 'WebFetch'), use('w3', 'WebFetch'), use('w4', 'Bash')]),
        results(4, { w1: 'found', w2: 'page', w4: 'x' }),
      ],
      { web_search: 1, web_fetch: 1 },
    ],
  ])('%s', (_, records, told) => {
    expect(counts(...begun, ...records)).toEqual(told);
  });

  it('an API error in place of an answer is none that is missing', () => {
    const more = { isApiErrorMessage: true, ...answering('aaaaaaaa') };
    const error = record('assistant', 3, {
      message: { id: 'e', model: '<synthetic>', content: 'API Error: 400' },
      ...more,
    });
    expect(counts(...begun, request(2, 'aaaaaaaa'), error)).toEqual({});
  });

  it('a compaction is sized from reading its context to writing it', () => {
    const { calls } = hidden(...begun, boundary(2, 100_000, 2_000));
    // claude-opus-4-8: $0.50 a million read, $6.25 written for 5 minutes, $25 of output.
    expect(calls).toEqual([
      { cause: 'compaction', count: 1, tokens: 100_000, searches: null, least_cost_usd: 0.05, most_cost_usd: 0.675 },
    ]);
  });

  it('searches are sized by their fee of $10 for a thousand', () => {
    const found = { toolUseResult: { searchCount: 3 } };
    const { calls } = hidden(...begun, answer(3, 'm2', [use('w1', 'WebSearch')]), results(4, { w1: 'x' }, found));
    expect(calls).toMatchObject([{ cause: 'web_search', searches: 3, least_cost_usd: 0.03, most_cost_usd: 0.03 }]);
  });

  it('beside what the ledger says beyond the responses, and in no sum', () => {
    const told = { ...ledger(0.5) };
    const records = [...begun, request(2, 'aaaaaaaa'), told];
    expect(hidden(...records)).toMatchObject({ kind: 'estimate', ledger_less_responses_usd: 0.499745 });
    const card = run(['session', 's1', '--plan', 'api'], { s1: lines(...records) }).replaceAll(/\s+/g, ' ');
    expect(card).toContain('Not in the transcript: $0.50 of that ledger; of it is known 1 request without an answer.');
    const { totals } = JSON.parse(run(['usage', '--json'], { s1: lines(...records) }));
    expect(totals.cost_usd).toBe(0.000255);
  });

  it('of a copy only what came after its own beginning', () => {
    const copied = [user(0, 'hi'), answer(1, 'm1', 'ok', { requestSessionId: 's0' }), hooks(2, { promptText: 'x' })];
    const own = [user(5, 'on'), answer(6, 'm2', 'ok'), hooks(7, { promptText: 'x' }, { promptText: 'y' })];
    expect(counts(...copied, title('A'), ...own)).toEqual({ prompt_hook: 3 });
    const sessions = { s1: lines(...copied, title('A'), ...own), s0: lines(...begun, hooks(2, { promptText: 'x' })) };
    const { not_in_transcript } = JSON.parse(run(['session', 's1', '--json'], sessions));
    expect(not_in_transcript.calls).toMatchObject([{ cause: 'prompt_hook', count: 2 }]);
  });
});

describe('a session that was killed in its first answer', () => {
  const killed = lines(user(0, 'never answered'), request(1, 'aaaaaaaa'));

  it('is listed, and what it used is unknown', () => {
    const { sessions } = JSON.parse(run(['sessions', '--json'], { s1: killed }));
    expect(sessions).toMatchObject([
      {
        session_id: 's1',
        unanswered_requests: 1,
        responses: 0,
        output_tokens: null,
        total_tokens: null,
        cost_usd: null,
      },
    ]);
    expect(run(['sessions'], { s1: killed })).toMatch(/never answered +w +- +- +-/);
    expect(run(['session', 's1'], { s1: killed })).toContain('tokens unknown');
  });

  it.each<[string, string, readonly string[]]>([
    ['without a request', lines(user(0, 'hi')), []],
    ['in another window', killed, ['--since', '2026-01-02']],
    ['where a model is asked for', killed, ['--model', 'claude-opus-4-8']],
    ['where another project is asked for', killed, ['--project', 'other']],
  ])('is not listed %s', (_, text, args) => {
    expect(JSON.parse(run(['sessions', '--json', ...args], { s1: text })).sessions).toEqual([]);
  });

  it('one that has responses keeps them, and tells the request beside them', () => {
    const text = lines(...begun, request(2, 'aaaaaaaa', { agentId: 'a1', querySource: 'agent:builtin:Explore' }));
    expect(JSON.parse(run(['sessions', '--json'], { s1: text })).sessions).toMatchObject([
      { unanswered_requests: 1, responses: 1, output_tokens: 10 },
    ]);
  });
});
