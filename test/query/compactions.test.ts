import { afterAll, describe, expect, test } from 'vitest';
import { compactionFigures } from '../../src/analyse/compaction.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { millis } from '../../src/model/time.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { type CompactionRow, compactionRows } from '../../src/query/compactions.ts';
import { growingSessions, mainSpanFinder } from '../../src/query/growing-sessions.ts';
import { ALL_RESPONSES, responseFilter } from '../../src/query/response-filter.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { answer, at, lines, record, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { shipped } from '../price/shipped-prices.ts';

/** After all that is written here. */
const LATER = millis(Date.parse('2027-01-01'));

afterAll(removeRoots);

const thresholds = promptThresholds(shipped);

async function storeOf(layout: Readonly<Record<string, string>>): Promise<Store> {
  const store = openStore(IN_MEMORY);
  await ingestFolder(store, makeRoot(layout));
  return store;
}

/** A response whose prompt has so many tokens, of which so many were re-read. */
function prompted(second: number, id: string, context: number, read: number, more: object = {}): object {
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content: [] };
  const written = { cache_creation_input_tokens: context - read };
  return answer(second, id, [], { message: { ...message, usage: { ...usage, ...written } }, ...more });
}

/** Prompts of 10,000, 20,000 ... tokens, one a minute, each of which re-reads the one before. */
function growing(name: string, count: number): object[] {
  return Array.from({ length: count }, (_, i) => prompted(60 * i + 1, `${name}${i}`, 10_000 * (i + 1), 10_000 * i));
}

/** Prompts that are re-read whole. */
function repeated(name: string, count: number): object[] {
  return Array.from({ length: count }, (_, i) => prompted(60 * i + 1, `${name}${i}`, 19_000, 19_000));
}

function boundary(second: number, compactMetadata: object): object {
  return record('system', second, { subtype: 'compact_boundary', compactMetadata });
}

describe('compactions in a store', () => {
  const one = [
    user(0, 'go'),
    prompted(1, 'm1', 10_000, 0),
    prompted(60, 'm2', 90_000, 10_000),
    boundary(90, { trigger: 'manual', preTokens: 91_000, postTokens: 7_000 }),
    prompted(120, 'm3', 25_000, 10_000),
  ];

  test('a compaction is told with the prompts around it', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...one) });
    const [row, ...others] = compactionRows(store, ALL_RESPONSES, thresholds);
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      ...{ sessionId: 's1', agentId: '', project: '/w', at: Date.parse(at(90)), trigger: 'manual' },
      ...{ statedBefore: 91_000, statedAfter: 7_000, baseTokens: 10_000, spent: [] },
      ...{ before: { key: 'm2', contextTokens: 90_000 }, after: { key: 'm3', contextTokens: 25_000 } },
    });
  });

  test('windows select by its own time, models by the response before it', async () => {
    const store = await storeOf({ 'p/s1.jsonl': lines(...one) });
    const count = (since: number | null, until: number | null, model: string | null = null) => {
      const time = (second: number | null) => (second === null ? null : millis(Date.parse(at(second))));
      const filter = { since: time(since), until: time(until), project: null, model, sessionId: null };
      const where = responseFilter(store, filter, (each) => each === model);
      return compactionRows(store, where, thresholds).length;
    };
    expect([count(90, null), count(91, null), count(null, 90), count(null, 91)]).toEqual([1, 0, 0, 1]);
    expect([count(null, null, 'claude-opus-4-8'), count(null, null, 'glm-9')]).toEqual([1, 0]);
  });

  test('a fork that copied it does not count it again', async () => {
    const copy = one.map((each) => ({ ...each, forkedFrom: { sessionId: 's1', messageUuid: 'x' } }));
    const fork = [...copy, prompted(200, 'f1', 30_000, 25_000)];
    const store = await storeOf({ 'p/s1.jsonl': lines(...one), 'p/s2.jsonl': lines(...fork) });
    expect(compactionRows(store, ALL_RESPONSES, thresholds).map(({ sessionId }) => sessionId)).toEqual(['s1']);
  });

  test("a subagent's is marked", async () => {
    const aside = one.map((each) => ({ ...each, isSidechain: true, agentId: 'a1' }));
    const store = await storeOf({
      'p/s1.jsonl': lines(user(0, 'go')),
      'p/s1/subagents/agent-a1.jsonl': lines(...aside),
    });
    expect(compactionRows(store, ALL_RESPONSES, thresholds).map(({ agentId }) => agentId)).toEqual(['a1']);
  });

  test('what the side agent that compacted used is what it cost', async () => {
    const compact = [user(70, 'create a detailed summary'), prompted(80, 'c1', 91_000, 90_000)];
    const id = 'acompact-0123456789abcdef';
    const store = await storeOf({
      'p/s1.jsonl': lines(...one),
      [`p/s1/subagents/agent-${id}.jsonl`]: lines(
        ...compact.map((each) => ({ ...each, isSidechain: true, agentId: id })),
      ),
    });
    const [row] = compactionRows(store, ALL_RESPONSES, thresholds);
    expect(row?.spent.map(({ tokens }) => tokens)).toEqual([
      { input: 0, output: 10, cacheRead: 90_000, cacheWrite5m: 1_000, cacheWrite1h: 0 },
    ]);
  });

  test('so is an attempt of that kind', async () => {
    const spent = { type: 'compaction', input_tokens: 500, output_tokens: 50 };
    const usage = {
      input_tokens: 20,
      output_tokens: 5,
      iterations: [spent, { type: 'message', input_tokens: 20, output_tokens: 5 }],
    };
    const message = {
      role: 'assistant',
      id: 'm3',
      model: 'claude-opus-4-8',
      stop_reason: 'end_turn',
      content: [],
      usage,
    };
    const store = await storeOf({ 'p/s1.jsonl': lines(...one.slice(0, 4), answer(120, 'm3', [], { message })) });
    const [row] = compactionRows(store, ALL_RESPONSES, thresholds);
    expect(row?.spent.map(({ tokens }) => [tokens.input, tokens.output])).toEqual([[500, 50]]);
  });
});

describe('growing sessions', () => {
  test('the gate lets through who re-read 200,000 tokens and four fifths, on the main thread', async () => {
    const aside = growing('a', 31).map((each) => ({ ...each, isSidechain: true, agentId: 'a1' }));
    const store = await storeOf({
      'p/heavy.jsonl': lines(user(0, 'go'), ...growing('h', 31)),
      // 10,000 x (1 + ... + 20) = 2,100,000.
      'p/light.jsonl': lines(user(0, 'go'), ...growing('l', 21)),
      // 10 x 19,000 = 190,000.
      'p/short.jsonl': lines(user(0, 'go'), ...repeated('s', 10)),
      // 210,000 of 280,060 tokens.
      'p/fresh.jsonl': lines(user(0, 'go'), ...growing('f', 7)),
      'p/aside.jsonl': lines(user(0, 'go'), prompted(1, 'm', 10_000, 0)),
      'p/aside/subagents/agent-a1.jsonl': lines(...aside),
    });
    const found = growingSessions(store, ALL_RESPONSES, 40, LATER);
    expect([found.passed, found.sessions.map(({ sessionId }) => sessionId)]).toEqual([2, ['heavy', 'light']]);
    const heaviest = growingSessions(store, ALL_RESPONSES, 1, LATER);
    expect([heaviest.passed, heaviest.sessions.map(({ sessionId }) => sessionId)]).toEqual([2, ['heavy']]);
  });

  test('from transcripts to the point where compacting would have paid', async () => {
    const store = await storeOf({ 'p/heavy.jsonl': lines(user(0, 'go'), ...growing('h', 31)) });
    const { candidates } = compactionFigures([] as CompactionRow[], growingSessions(store, ALL_RESPONSES, 40, LATER), {
      ...{ price: pricerFor(shipped), thresholds, base: { tokens: 5_000_000, weight: 4_012_500_000_000n } },
      ...{
        filter: { since: null, until: null, isModel: () => true },
        now: millis(Date.parse(at(2000))),
        cleanupDays: 30,
      },
      spanOf: mainSpanFinder(store),
    });
    // As on paper in the tests of the figures: after the sixteenth response.
    expect(candidates).toMatchObject([
      {
        ...{ sessionId: 'heavy', project: '/w', resumable: true, netPrice: 401_250_000_000n, shareListPrice: 0.1 },
        point: { at: Date.parse(at(60 * 15 + 1)), promptTokens: 160_000 },
      },
    ]);
    const spanId = candidates[0]?.point.spanId ?? null;
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    expect(mainSpanFinder(store)('heavy', millis(Date.parse(at(0))), 160_000)).toBeNull();
  });
});
