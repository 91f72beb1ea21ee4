import { afterAll, describe, expect, it } from 'vitest';
import type { Rebuild } from '../../src/model/context.ts';
import { lines, record, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { storeOf } from '../tree.ts';
import { built, chat, type Sent } from './context-of.ts';

afterAll(removeRoots);

const MINUTE = 60;
const HOUR = 60 * MINUTE;

/** The rebuild of each response that has one, by its id. */
async function rebuilds(...records: readonly object[]): Promise<Record<string, Rebuild>> {
  const { sightings } = await built(user(0, 'hi'), ...records);
  return Object.fromEntries(sightings.flatMap(({ key, rebuild }) => (rebuild === null ? [] : [[key, rebuild]])));
}

/** A prompt of the person and the answer to it two seconds later. */
function turn(second: number, id: string, sent: Sent, message: object = {}, more: object = {}): object[] {
  return [user(second, 'go on'), { ...chat(second + 2, id, sent, 'ok', message), ...more }];
}

const HOURLY = { write1h: 50_000 };
const SHORT = { write5m: 50_000 };
const again = { write1h: 51_000 };

describe('what is paid beyond the growth of the prompt had been paid for before', () => {
  it('a cold restart after 61 minutes: all of the former prompt is written for an hour once more', async () => {
    const found = await rebuilds(chat(1, 'm1', HOURLY), ...turn(1 + 61 * MINUTE, 'm2', { write1h: 51_000 }));
    const gapMs = 61 * MINUTE * 1000;
    expect(found).toEqual({
      m2: { write1h: 50_000, write5m: 0, input: 0, cause: 'pause_over_1h', inferred: true, gapMs },
    });
  });

  it('a cold restart after 6 minutes where the cache was to live for five', async () => {
    const found = await rebuilds(chat(1, 'm1', SHORT), ...turn(1 + 6 * MINUTE, 'm2', { write5m: 51_000 }));
    const gapMs = 6 * MINUTE * 1000;
    expect(found).toEqual({
      m2: { write1h: 0, write5m: 50_000, input: 0, cause: 'pause_over_5m', inferred: true, gapMs },
    });
  });

  it('growth alone is no rebuild', async () => {
    expect(await rebuilds(chat(1, 'm1', HOURLY), chat(3, 'm2', { read: 50_000, write1h: 900, input: 100 }))).toEqual(
      {},
    );
  });

  it('what was read from the cache is no rebuild, however long the pause', async () => {
    expect(await rebuilds(chat(1, 'm1', HOURLY), ...turn(3 * HOUR, 'm2', { read: 50_000 }))).toEqual({});
  });

  it('never the first response of a thread', async () => {
    expect(await rebuilds(chat(1, 'm1', { write1h: 50_000, input: 10_000 }))).toEqual({});
    const { sightings } = await built(
      user(0, 'hi'),
      chat(1, 'm1', HOURLY),
      user(2, 'look', { isSidechain: true, uuid: 'side', parentUuid: null }),
      { ...chat(3, 'a1', { write1h: 40_000 }), isSidechain: true, parentUuid: 'side', uuid: 'side-1' },
      chat(4, 'm2', { read: 50_000, write1h: 10 }),
    );
    expect(sightings.map(({ key, rebuild }) => [key, rebuild])).toEqual([
      ['m1', null],
      ['a1', null],
      ['m2', null],
    ]);
  });

  it('never a response of several attempts, which sent its prompt several times', async () => {
    const entry = { type: 'message', output_tokens: 1, cache_creation_input_tokens: 50_000 };
    const usage = { output_tokens: 2, cache_creation_input_tokens: 100_000, iterations: [entry, entry] };
    expect(await rebuilds(chat(1, 'm1', HOURLY), chat(3, 'm2', {}, 'ok', { usage }))).toEqual({});
  });

  it('a smaller prompt that was all read is none', async () => {
    expect(await rebuilds(chat(1, 'm1', HOURLY), chat(3, 'm2', { read: 20_000 }))).toEqual({});
  });

  it('what follows a placeholder without counts is measured from what stood before it', async () => {
    const found = await rebuilds(chat(1, 'm1', HOURLY), chat(2, 'nothing', {}), chat(3, 'm2', { write1h: 51_000 }));
    expect(found).toMatchObject({ m2: { write1h: 50_000 } });
  });

  it('neither it nor a placeholder is what the next response is measured from', async () => {
    const entry = { type: 'message', output_tokens: 1, cache_creation_input_tokens: 1000 };
    const usage = { output_tokens: 2, cache_creation_input_tokens: 2000, iterations: [entry, entry] };
    const between = [chat(2, 'nothing', {}), chat(3, 'twice', {}, 'ok', { usage })];
    expect(await rebuilds(chat(1, 'm1', HOURLY), ...between, chat(5, 'm2', { read: 50_000, write1h: 10 }))).toEqual({});
  });

  /** After a prompt of 50,000 tokens: what is paid, and which part of it is rebuilt. New content is the end of a prompt. */
  const DIVIDED: readonly (readonly [string, Sent, readonly [write1h: number, write5m: number, input: number]])[] = [
    ['the hour first', { write1h: 30_000, write5m: 20_000, input: 5000 }, [30_000, 20_000, 0]],
    ['then five minutes', { read: 10_000, write1h: 30_000, write5m: 15_000 }, [30_000, 10_000, 0]],
    ['then uncached input', { read: 10_000, write1h: 30_000, input: 15_000 }, [30_000, 0, 10_000]],
    ['less than the hour paid', { read: 30_000, write1h: 25_000 }, [20_000, 0, 0]],
    [
      'all of it where the prompt did not grow',
      { read: 40_000, write1h: 4000, write5m: 3000, input: 3000 },
      [4000, 3000, 3000],
    ],
    ['all of it where the prompt shrank', { read: 10_000, write1h: 20_000, input: 10 }, [20_000, 0, 10]],
  ];

  it.each(DIVIDED)('it is divided by position: %s', async (_words, sent, [write1h, write5m, input]) => {
    const { m2 } = await rebuilds(chat(1, 'm1', HOURLY), chat(3, 'm2', sent));
    expect(m2).toMatchObject({ write1h, write5m, input });
  });
});

describe('the cause of a rebuild', () => {
  const other = { model: 'claude-opus-5-5' };
  const miss = { diagnostics: { cache_miss_reason: { type: 'tools_changed', cache_missed_input_tokens: 50_000 } } };
  const newer = { version: '2.1.250' };

  /** The first response, seconds until the person goes on, and the second. */
  const CAUSES: readonly (readonly [
    string,
    object,
    number,
    readonly [Sent, object, object],
    readonly [string, boolean],
  ])[] = [
    [
      'what Claude Code says is not inferred',
      chat(1, 'm1', HOURLY),
      2 * HOUR,
      [again, { ...other, ...miss }, newer],
      ['tools_changed', false],
    ],
    [
      'a pause counts before all that is inferred',
      chat(1, 'm1', HOURLY),
      2 * HOUR,
      [again, other, newer],
      ['pause_over_1h', true],
    ],
    [
      'a pause of less than an hour is none where the hour was written',
      chat(1, 'm1', HOURLY),
      59 * MINUTE,
      [again, {}, {}],
      ['unknown', true],
    ],
    ['a pause of less than five minutes is none', chat(1, 'm1', SHORT), 4 * MINUTE, [again, {}, {}], ['unknown', true]],
    [
      'what was never written cannot grow cold',
      chat(1, 'm1', { input: 50_000 }),
      2 * HOUR,
      [again, {}, {}],
      ['unknown', true],
    ],
    ['another model', chat(1, 'm1', HOURLY), 10, [again, other, newer], ['model_changed', true]],
    ['another version of Claude Code', chat(1, 'm1', HOURLY), 10, [again, {}, newer], ['version_changed', true]],
    ['a smaller prompt', chat(1, 'm1', HOURLY), 10, [{ write1h: 40_000 }, {}, {}], ['context_shrank', true]],
    ['nothing of these', chat(1, 'm1', HOURLY), 10, [again, {}, {}], ['unknown', true]],
  ];

  it.each(CAUSES)('%s', async (_words, first, pause, [sent, message, more], [cause, inferred]) => {
    const { m2 } = await rebuilds(
      { version: '2.1.240', ...first },
      ...turn(1 + pause, 'm2', sent, message, { version: '2.1.240', ...more }),
    );
    expect(m2).toMatchObject({ cause, inferred, gapMs: pause * 1000 });
  });

  it('the cache lives as long as it was last written for, also where the response before only read it', async () => {
    const first = [chat(1, 'm1', HOURLY), chat(10, 'm2', { read: 50_000 })];
    expect(await rebuilds(...first, ...turn(10 + 10 * MINUTE, 'm3', again))).toMatchObject({
      m3: { cause: 'unknown' },
    });
    expect(await rebuilds(...first, ...turn(10 + 2 * HOUR, 'm3', again))).toMatchObject({
      m3: { cause: 'pause_over_1h' },
    });
    const short = [...first, chat(20, 'm3', { read: 50_000, write5m: 10 })];
    expect(await rebuilds(...short, ...turn(20 + 6 * MINUTE, 'm4', again))).toMatchObject({
      m4: { cause: 'pause_over_5m' },
    });
  });

  it('the gap is from the end of one response to the beginning of the next, unknown without times', async () => {
    const { m2 } = await rebuilds(chat(1, 'm1', HOURLY), chat(9, 'm1', HOURLY), ...turn(30, 'm2', again));
    expect(m2?.gapMs).toBe(21_000);
    const timeless = { ...chat(40, 'm2', again), timestamp: undefined };
    expect(await rebuilds(chat(1, 'm1', HOURLY), timeless)).toMatchObject({ m2: { gapMs: null, cause: 'unknown' } });
  });
});

describe('what stands between two responses explains a rebuild', () => {
  const attached = (second: number, attachment: object) => record('attachment', second, { attachment });
  const prompts = (system: string, tools: object[] | undefined, second: number) =>
    attached(second, { type: 'prompt_snapshot', systemPrompt: [system], ...(tools && { tools }) });
  const tool = (name: string, words = '') => ({ name, schema: { name, description: words, input_schema: {} } });
  const boundary = record('system', 5, { subtype: 'compact_boundary', compactMetadata: { trigger: 'auto' } });
  const edits = record('system', 5, { subtype: 'microcompact_boundary' });
  const ended = { type: 'cost-state', sessionId: 's', totalCostUSD: 1, startTime: 1, modelUsage: {} };

  it.each<[string, object[], object[]]>([
    ['compacted', [], [boundary]],
    ['context_edited', [], [edits]],
    ['date_changed', [], [attached(5, { type: 'date_change', newDate: '2026-01-02' })]],
    [
      'mcp_server_connected',
      [],
      [attached(5, { type: 'mcp_instructions_delta', addedNames: ['x'], addedBlocks: ['x'] })],
    ],
    ['resumed', [], [ended]],
    ['system_changed', [prompts('a', [tool('Read')], 0)], [prompts('b', [tool('Read')], 5)]],
    ['tools_changed', [prompts('a', [tool('Read')], 0)], [prompts('a', [tool('Read', 'more')], 5)]],
    ['mcp_server_connected', [prompts('a', [tool('Read')], 0)], [prompts('a', [tool('Read'), tool('mcp__x__y')], 5)]],
    ['unknown', [prompts('a', undefined, 0)], [prompts('a', [tool('Read')], 5)]],
    ['unknown', [prompts('a', [tool('Read')], 0)], [prompts('a', [tool('Read')], 5)]],
  ])('%s', async (cause, first, between) => {
    expect(await rebuilds(...first, chat(1, 'm1', HOURLY), ...between, ...turn(20, 'm2', again))).toMatchObject({
      m2: { cause, inferred: true },
    });
  });

  it('forked: the first that a fork asks for itself, after copies of what its origin asked', async () => {
    const copied = { forkedFrom: { sessionId: 's0', messageUuid: 'x' } };
    const first = { ...chat(1, 'm1', HOURLY), ...copied };
    const own = turn(20, 'm2', again);
    expect(await rebuilds(first, ...own)).toMatchObject({ m2: { cause: 'forked', inferred: true } });
    expect(await rebuilds(first, ...own.map((line) => ({ ...line, ...copied })))).toMatchObject({
      m2: { cause: 'unknown' },
    });
  });

  it('just_written: what the request seconds before had found was found, what it wrote was not', async () => {
    const first = [chat(1, 'm1', { write1h: 20_000 }), chat(3, 'm2', { read: 20_000, write1h: 30_000 })];
    const soon = chat(6, 'm3', { read: 20_000, write1h: 30_500 });
    expect(await rebuilds(...first, soon)).toMatchObject({ m3: { cause: 'just_written', inferred: true } });
    const later = turn(30, 'm3', { read: 20_000, write1h: 30_500 });
    expect(await rebuilds(...first, ...later)).toMatchObject({ m3: { cause: 'unknown' } });
    const less = chat(6, 'm3', { read: 19_000, write1h: 31_500 });
    expect(await rebuilds(...first, less)).toMatchObject({ m3: { cause: 'unknown' } });
  });
});

describe('where requests were logged, what they differ in is the cause, and none is inferred', () => {
  const hash = (name: string) => name.padEnd(64, '0');
  const shape = (name: string, system: string, ...tools: object[]) => ({
    ...{ type: 'api-request-shape', shapeHash: hash(name), shape: { system: [{ type: 'text', text: system }], tools } },
  });
  const tool = (name: string, more: object = {}) => ({ name, description: '', input_schema: {}, ...more });
  const params = { model: 'claude-opus-4-8', betas: ['a'], max_tokens: 9, output_config: { effort: 'high' } };
  const request = (id: string, more: object = {}) => ({
    ...{ type: 'api-request', id, shapeHash: hash('one'), params, base: null, keep: 0, tail: [hash('p')], ...more },
  });
  const shapes = [
    shape('one', 'be brief', tool('Read')),
    shape('system', 'be long', tool('Read')),
    shape('tools', 'be brief', tool('Read', { description: 'x' })),
    shape('server', 'be brief', tool('Read'), tool('mcp__x__y')),
    shape('deferred', 'be brief', tool('Read'), tool('mcp__x__y', { defer_loading: true })),
  ];

  it.each<[string, boolean, object]>([
    ['model_changed', false, { params: { ...params, model: 'claude-sonnet-5' } }],
    ['system_changed', false, { shapeHash: hash('system') }],
    ['tools_changed', false, { shapeHash: hash('tools') }],
    ['mcp_server_connected', false, { shapeHash: hash('server') }],
    ['betas_changed', false, { params: { ...params, betas: ['b'] } }],
    ['effort_changed', false, { params: { ...params, output_config: { effort: 'low' } } }],
    ['params_changed', false, { params: { ...params, max_tokens: 8 } }],
    ['messages_changed', false, { tail: [hash('q'), hash('r')] }],
    ['unknown', true, { shapeHash: hash('deferred') }],
    ['unknown', true, { base: 'r1', keep: 1, tail: [hash('q')] }],
  ])('%s (inferred: %s)', async (cause, inferred, more) => {
    const first = { ...chat(1, 'm1', HOURLY), requestRef: 'r1' };
    const second = { ...chat(22, 'm2', again), requestRef: 'r2' };
    const found = await rebuilds(...shapes, request('r1'), first, user(20, 'go on'), request('r2', more), second);
    expect(found).toMatchObject({ m2: { cause, inferred } });
  });

  it('Claude Code’s own word comes before that', async () => {
    const diagnostics = { cache_miss_reason: { type: 'system_changed' } };
    const first = { ...chat(1, 'm1', HOURLY), requestRef: 'r1' };
    const second = { ...chat(22, 'm2', again, 'ok', { diagnostics }), requestRef: 'r2' };
    const asked = request('r2', { params: { ...params, model: 'other' } });
    expect(await rebuilds(request('r1'), first, asked, second)).toMatchObject({ m2: { cause: 'system_changed' } });
  });
});

describe('the store keeps it', () => {
  it('with the response, and in the sums', async () => {
    const sent = { read: 10_000, write1h: 20_000, write5m: 15_000, input: 6000 };
    const records = [user(0, 'hi'), chat(1, 'm1', HOURLY), ...turn(10, 'm2', sent)];
    const store = await storeOf(makeRoot({ 'p/s.jsonl': lines(...records) }));
    const kept = store
      .prepare(
        'SELECT key, rebuilt_1h_tokens, rebuilt_5m_tokens, rebuilt_input_tokens, rebuild_cause, rebuild_inferred, rebuild_gap_ms FROM own_responses ORDER BY key',
      )
      .raw()
      .all();
    expect(kept).toEqual([
      ['m1', 0, 0, 0, null, 0, null],
      ['m2', 20_000, 15_000, 5000, 'unknown', 1, 9000],
    ]);
    const sums = store
      .prepare('SELECT sum(rebuilt_1h_tokens), sum(rebuilt_5m_tokens), sum(rebuilt_input_tokens) FROM usage')
      .raw()
      .get();
    expect(sums).toEqual([20_000, 15_000, 5000]);
    store.close();
  });

  it('of the session whose usage counts, so that no response rebuilt more than it paid', async () => {
    // A gateway opens with a guess; only the fork has what it came to.
    const forkedFrom = { forkedFrom: { sessionId: 's1', messageUuid: 'x' } };
    const first = chat(1, 'm1', HOURLY);
    const store = await storeOf(
      makeRoot({
        'p/s1.jsonl': lines(user(0, 'hi'), first, chat(3, 'm2', { write1h: 51_000 }, 'ok', { stop_reason: null })),
        'p/s2.jsonl': lines(
          user(0, 'hi', forkedFrom),
          { ...first, ...forkedFrom },
          { ...chat(3, 'm2', { read: 50_000, write1h: 1000 }), ...forkedFrom },
        ),
      }),
    );
    const kept = store
      .prepare("SELECT session_id, cache_write_1h_tokens, rebuilt_1h_tokens FROM own_responses WHERE key = 'm2'")
      .raw()
      .all();
    expect(kept).toEqual([['s1', 1000, 0]]);
    store.close();
  });

  it('of its own session where a copy that paid the same shows nothing before it', async () => {
    const forkedFrom = { forkedFrom: { sessionId: 's1', messageUuid: 'x' } };
    const store = await storeOf(
      makeRoot({
        'p/s0.jsonl': lines(user(9, 'hi', forkedFrom), { ...chat(13, 'm2', { write1h: 51_000 }), ...forkedFrom }),
        'p/s1.jsonl': lines(user(0, 'hi'), chat(1, 'm1', HOURLY), chat(13, 'm2', { write1h: 51_000 })),
      }),
    );
    const kept = store.prepare("SELECT session_id, rebuilt_1h_tokens FROM own_responses WHERE key = 'm2'").raw().all();
    expect(kept).toEqual([['s1', 50_000]]);
    store.close();
  });
});
