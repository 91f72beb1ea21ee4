import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ContextLedger, type LedgerItem } from '../../src/analyse/context-ledger.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { type Recurring, RecurringFinder } from '../../src/analyse/recurring.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import { type Millis, millis } from '../../src/model/time.ts';
import { contextLabels, contextsWithin } from '../../src/query/contexts.ts';
import { responseFilter } from '../../src/query/response-filter.ts';
import type { Store } from '../../src/store/open-store.ts';
import { at, lines, record, results, text, use, user } from '../checklist/lines.ts';
import { FIXTURES, makeRoot, removeRoots } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

const PROMPT = 'look at the config and explain it to me';

/** A prompt, a file that is read, and what is said of it. */
const READ = [
  user(0, PROMPT),
  answered(1, 'm1', 5000, [use('t1', 'Read', { file_path: '/w/conf.ts' })]),
  results(2, { t1: 'line of the file\n'.repeat(400) }),
  answered(3, 'm2', 8000, [text('it has lines')]),
];

/** Another prompt and its answer, `second` seconds after the first one. */
const more = (second: number, prompt: string, read = 8000 + second) => [
  user(second, prompt),
  answered(second + 1, `m${second}`, read, [text('ok')]),
];

describe('what copies replay', () => {
  /** Each goes on where a copy of the one before it ends. */
  const chain = () => {
    const [two, three, four] = [more(100, 'two'), more(200, 'three'), more(300, 'four')];
    return storeOf(
      makeRoot({
        'p/s1.jsonl': lines(...READ),
        'p/s2.jsonl': lines(...READ, ...two),
        'p/s3.jsonl': lines(...READ, ...two, ...three),
        'p/s4.jsonl': lines(...READ, ...two, ...three, ...four),
      }),
    );
  };

  it('counts once in a fork and in a background copy of that', async () => {
    const store = await storeOf(join(FIXTURES, '2.1.250/copies-of-a-read'));
    const { items, recurring } = answerOf(store);
    expect(recurring).toEqual([]);
    expect(items.find(({ tool }) => tool === 'Read')).toMatchObject({ times: 1, sessions: 1, responses: 3 });
    store.close();
  });

  it('is no recurrence', async () => {
    const store = await chain();
    expect(answerOf(store).recurring).toEqual([]);
    store.close();
  });

  it('counts once among the items: times, sessions, size', async () => {
    const store = await chain();
    const { items } = answerOf(store);
    const file = items.find(({ tool }) => tool === 'Read');
    expect(file).toMatchObject({ times: 1, sessions: 1, responses: 4 });
    const alone = await storeOf(makeRoot({ 'p/s1.jsonl': lines(...READ) }));
    expect(file?.tokens).toBe(answerOf(alone).items.find(({ tool }) => tool === 'Read')?.tokens);
    expect(items.find(({ label }) => label === PROMPT)).toMatchObject({ times: 1, sessions: 1, responses: 5 });
    alone.close();
    store.close();
  });

  it('has the weight that each copy carries', async () => {
    const store = await chain();
    const { items } = answerOf(store);
    const file = items.find(({ tool }) => tool === 'Read');
    expect(file?.sent).toBe(4 * (file?.tokens ?? 0));
    store.close();
  });

  it('adds nothing to the size of earlier answers', async () => {
    const store = await chain();
    // Each answer has 10 tokens and was in a later prompt: four of five.
    expect(answerOf(store).items.find(({ kind }) => kind === 'output')).toMatchObject({ tokens: 4 * 10, times: 4 });
    store.close();
  });

  it('leaves each session its own fixed context', async () => {
    const store = await chain();
    expect(answerOf(store).items.find(({ kind }) => kind === 'base')).toMatchObject({ times: 4, sessions: 4 });
    store.close();
  });

  it('counts where it is, once, where the origin is not asked for', async () => {
    const store = await chain();
    const since = millis(Date.parse(at(150)));
    const { items } = answerOf(store, since);
    expect(items.find(({ tool }) => tool === 'Read')).toMatchObject({ times: 1, sessions: 1, responses: 2 });
    store.close();
  });

  it('counts once when both go on from what no response had seen before', async () => {
    const begun = READ.slice(0, 3);
    const store = await storeOf(
      makeRoot({
        'p/origin.jsonl': lines(...READ),
        'p/fork.jsonl': lines(...begun, answered(20, 'fork', 8000, [text('it has lines')])),
      }),
    );
    const { items } = answerOf(store);
    expect(items.find(({ tool }) => tool === 'Read')).toMatchObject({ times: 1, sessions: 1, responses: 2 });
    store.close();
  });

  it('counts once without times, too, by its place', async () => {
    const timeless = (records: readonly object[]) => records.map((each) => ({ ...each, timestamp: undefined }));
    const store = await storeOf(
      makeRoot({
        'p/s1.jsonl': lines(...timeless(READ)),
        'p/s2.jsonl': lines(...timeless([...READ, ...more(100, 'two')])),
      }),
    );
    expect(answerOf(store).items.find(({ tool }) => tool === 'Read')).toMatchObject({ times: 1, responses: 2 });
    store.close();
  });
});

describe('what is done again', () => {
  const readAgain = (second: number, id: string) => [
    user(second, 'again'),
    answered(second + 1, `${id}1`, 9000, [use(`t${id}`, 'Read', { file_path: '/w/conf.ts' })]),
    results(second + 2, { [`t${id}`]: 'line of the file\n'.repeat(400) }),
    answered(second + 3, `${id}2`, 12_000, [text('it has lines')]),
  ];

  it('in copies and elsewhere recurs as often as it was done, with the weight of the copies', async () => {
    const again = readAgain(100, 'a');
    const store = await storeOf(
      makeRoot({
        'p/s1.jsonl': lines(...READ),
        'p/s2.jsonl': lines(...READ, ...again),
        'p/s3.jsonl': lines(...READ, ...again, ...more(200, 'three', 12_100)),
        'p/other.jsonl': lines(...readAgain(400, 'o')),
      }),
    );
    const [file, ...others] = answerOf(store).recurring.filter(({ kind }) => kind === 'file');
    expect(others).toEqual([]);
    expect(file).toMatchObject({ label: '/w/conf.ts', times: 3, sessions: 3, repeats: 2 });
    // Both repeats were in one prompt of their own, and the first of them in one of its copy as well.
    expect(file?.sent).toBeGreaterThan(file?.tokens ?? 0);
    store.close();
  });

  it('at the same moment in sessions that have nothing else in common is no copy', async () => {
    const begin = (id: string) => [
      user(0, PROMPT),
      answered(1, `${id}1`, 5000, [use(`t${id}`, 'Read', { file_path: '/w/conf.ts' })]),
      results(2, { [`t${id}`]: 'line of the file\n'.repeat(400) }),
      answered(3, `${id}2`, 8000, [text('ok')]),
    ];
    const store = await storeOf(
      makeRoot(Object.fromEntries(['a', 'b', 'c'].map((id) => [`p/${id}.jsonl`, lines(...begin(id))]))),
    );
    const { recurring } = answerOf(store);
    expect(recurring.find(({ kind }) => kind === 'file')).toMatchObject({ times: 3, sessions: 3, repeats: 2 });
    store.close();
  });
});

it('what an agent replays of its session before it goes on by itself counts once', async () => {
  const ids = { isSidechain: true, agentId: 'aside_question-0123456789abcdef' };
  /** A copy for a `/btw` question: the same responses, prompts with ids of their own. */
  const replayed = (nth: number) => [
    user(0, PROMPT, { uuid: `replayed-${nth}`, ...ids }),
    answered(3, 'm2', 8000, [text('it has lines')], ids),
    user(50 + nth, `by the way, ${nth}?`, { uuid: `asked-${nth}`, ...ids }),
    answered(60 + nth, `aside-${nth}`, 8100, [text('yes')], ids),
  ];
  const sides = [1, 2, 3].map((nth) => {
    return [`p/s1/subagents/agent-aside_question-${nth}.jsonl`, lines(...replayed(nth))];
  });
  const store = await storeOf(makeRoot({ 'p/s1.jsonl': lines(...READ), ...Object.fromEntries(sides) }));
  const { items, recurring } = answerOf(store);
  expect(recurring).toEqual([]);
  expect(items.find(({ label }) => label === PROMPT)).toMatchObject({ times: 1, responses: 5 });
  expect(items.filter(({ label }) => label.startsWith('by the way'))).toHaveLength(3);
  store.close();
});

describe('a file that a command reads', () => {
  const session = (id: string, second: number, name: string, input: object) =>
    lines(
      user(second, `look ${id}`),
      answered(second + 1, `${id}1`, 5000, [use(`t${id}`, name, input)]),
      results(second + 2, { [`t${id}`]: 'line of the file\n'.repeat(400) }),
      answered(second + 3, `${id}2`, 8000, [text('ok')]),
    );

  it('is the file that a tool reads', async () => {
    const store = await storeOf(
      makeRoot({
        'p/a.jsonl': session('a', 0, 'Bash', { command: 'cat src/a.ts' }),
        'p/b.jsonl': session('b', 100, 'Read', { file_path: '/w/src/a.ts' }),
        'p/c.jsonl': session('c', 200, 'Bash', { command: "cd src && sed -n '1,50p' a.ts | head" }),
        'p/d.jsonl': session('d', 300, 'mcp__files__read_text_file', { path: '/w/src/a.ts' }),
      }),
    );
    expect(answerOf(store).recurring).toMatchObject([
      { kind: 'file', tool: 'Bash', label: '/w/src/a.ts', times: 4, sessions: 4, repeats: 3 },
    ]);
    store.close();
  });

  it('is named by the command among the items', async () => {
    const store = await storeOf(makeRoot({ 'p/a.jsonl': session('a', 0, 'Bash', { command: 'cat src/a.ts' }) }));
    expect(answerOf(store).items).toContainEqual(expect.objectContaining({ tool: 'Bash', label: 'cat src/a.ts' }));
    store.close();
  });
});

/** The items of the ledger and what recurs, over all that is at or after a moment. */
function answerOf(store: Store, since: Millis | null = null): { items: readonly LedgerItem[]; recurring: Recurring[] } {
  const where = responseFilter(store, { since, until: null, model: null, project: null, sessionId: null }, () => true);
  const labels = contextLabels(store);
  const labelOf = (session: string, agent: string, item: number) => labels(session, agent)[item] ?? '';
  const pricer = new StepPricer(
    pricerFor(shipped),
    { thresholds: [], hours: [] },
    { since, until: null, isModel: () => true },
  );
  const weigher = new ContextWeigher(pricer);
  const [ledger, finder] = [new ContextLedger(), new RecurringFinder()];
  for (const row of contextsWithin(store, where)) {
    const weighed = weigher.weigh(row);
    ledger.add(row, weighed);
    finder.add(row, weighed);
  }
  const base = { tokens: 1, weight: 1n };
  const { items } = ledger.report({ view: 'item', most: null, named: false }, base, labelOf);
  return { items, recurring: finder.report(Number.POSITIVE_INFINITY, base, labelOf) };
}

/** A finished response of 10 tokens of output whose prompt was read from the cache. */
function answered(second: number, id: string, read: number, content: readonly object[], more: object = {}): object {
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content, usage };
  return record('assistant', second, { message, ...more });
}
