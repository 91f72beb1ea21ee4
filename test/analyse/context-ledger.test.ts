import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContextLedger, type Ledger } from '../../src/analyse/context-ledger.ts';
import { LEDGER_VIEWS } from '../../src/analyse/fold-ledger.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import { buildSession } from '../../src/build/build-session.ts';
import { withSums } from '../../src/build/pack-sums.ts';
import { withThirdPartyPrices } from '../../src/cli/third-party-prices.ts';
import { sessionId as sessionIdOf } from '../../src/model/ids.ts';
import { NOT_COUNTED, packTime, type RateKey } from '../../src/model/packed-context.ts';
import type { SessionRows } from '../../src/model/session-rows.ts';
import { type Millis, millis } from '../../src/model/time.ts';
import { mcpServer } from '../../src/model/tool-kind.ts';
import { hourBorders } from '../../src/price/hour-borders.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { type ContextRow, contextLabels, contextRows } from '../../src/query/contexts.ts';
import { fileStates } from '../../src/store/file-states.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { placesIn } from '../build/context-of.ts';
import { lines, record, results, text, use, user } from '../checklist/lines.ts';
import { corpora, FIXTURES, makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';
import { priceOf, unpacked, weighSlowly } from './slow-ledger.ts';

afterAll(removeRoots);

const THRESHOLDS = promptThresholds(shipped);
const NO_BASE = { tokens: 0, weight: 0n };

it.skipIf(transcriptFolders().length > 0)(
  'the public transcripts are not beside this checkout: only what is written by hand is tried',
  () => undefined,
);

describe.each(corpora())('the law of the ledger holds on %s', (_name, folderOf) => {
  let store: Store;
  beforeAll(async () => {
    store = await storeOf(folderOf());
  });
  afterAll(() => store.close());

  it('every prompt ends where a place ends, and the places before sum to it', () => {
    for (const id of sessionIds(store)) expect(lawless(built(store, id))).toEqual([]);
  });

  it('all prompts are in it, of every session only its own', () => {
    expect(ledgerOf(store).promptTokens).toBe(promptsIn(store).tokens);
    const sent = sessionIds(store).map((id) => [id, promptsIn(store, 'session_id = ?', [id]).tokens]);
    const told = sessionIds(store).map((id) => [id, ledgerOf(store, { sessionId: id }).promptTokens]);
    expect(told).toEqual(sent);
  });

  it('whatever it is shown by, its items cost the list price of all prompts to the pico-dollar', () => {
    const { tokens, cost } = promptsIn(store);
    for (const view of LEDGER_VIEWS.filter((each) => each !== 'mcp')) {
      const ledger = reportOf(store, {}, view);
      expect([view, sum(ledger.items.map((item) => item.sent))]).toEqual([view, tokens]);
      expect([view, bigSum(ledger.items.map((item) => item.cost))]).toEqual([view, cost]);
      expect(ledger).toMatchObject({ promptTokens: tokens, cost });
    }
  });

  it('in every view earlier answers are what their parts came to, in tokens on entry, tokens sent and cost', () => {
    for (const view of LEDGER_VIEWS.filter((each) => each !== 'mcp')) {
      const answers = reportOf(store, {}, view).items.find(({ kind }) => kind === 'output');
      if (answers === undefined) continue;
      const parts = Object.values(answers.parts ?? {}).filter((part) => part !== null);
      expect([view, sum(parts.map((part) => part.tokens))]).toEqual([view, answers.tokens]);
      expect([view, sum(parts.map((part) => part.sent))]).toEqual([view, answers.sent]);
      expect([view, bigSum(parts.map((part) => part.cost))]).toEqual([view, answers.cost]);
    }
  });

  it('by MCP server it holds what servers brought and nothing else, of each what its tools and schemas cost', () => {
    const servers = new Map<string, bigint>();
    for (const { kind, tool, label, cost } of reportOf(store, {}, 'item').items) {
      const server =
        mcpServer(tool) ?? (kind === 'base' && tool === 'mcp' && label !== 'MCP instructions' ? label : null);
      if (server !== null) servers.set(server, (servers.get(server) ?? 0n) + cost);
    }
    const { items } = reportOf(store, {}, 'mcp');
    expect(new Map(items.map(({ tool, cost }) => [tool, cost]))).toEqual(servers);
  });

  it('subagents sent what their responses sent', () => {
    expect(ledgerOf(store).agents.promptTokens).toBe(promptsIn(store, "agent_id <> ''").tokens);
  });

  it('each item costs what the slow way says', () => {
    for (const row of [...contextRows(store, everything())]) {
      const slow = weighSlowly(unpacked(row), shipped, () => true);
      expect({ thread: threadOf(row), loads: loadsOf(row, pricing()) }).toEqual({ thread: threadOf(row), loads: slow });
    }
  });

  it('windows that follow on one another sum to the window over both', () => {
    const times = store.prepare<[], Millis>('SELECT DISTINCT at FROM own_responses WHERE at IS NOT NULL').pluck().all();
    if (times.length === 0) return;
    const moment = fc.constantFrom(...times).chain((at) => fc.constantFrom(at, millis(at + 1), millis(at - 90_000)));
    fc.assert(
      fc.property(fc.tuple(moment, moment, moment), (moments) => {
        const [a, b, c] = [...moments].sort((x, y) => x - y) as [Millis, Millis, Millis];
        const [first, second, both] = [within(a, b), within(b, c), within(a, c)];
        expect(first.promptTokens + second.promptTokens).toBe(both.promptTokens);
        expect(first.cost + second.cost).toBe(both.cost);
        const sent = promptsIn(store, 'at >= ? AND at < ?', [a, c]);
        expect({ tokens: both.promptTokens, cost: both.cost }).toEqual(sent);
      }),
      { numRuns: 8 },
    );

    function within(since: Millis, until: Millis): Ledger {
      return ledgerOf(store, { since, until });
    }
  });

  it('all there is before a moment and from it on is all that has a time', () => {
    const [at] = store
      .prepare<[], Millis>('SELECT at FROM own_responses WHERE at IS NOT NULL ORDER BY at')
      .pluck()
      .all();
    const moment = at ?? millis(0);
    const until = ledgerOf(store, { until: millis(moment + 1) });
    const since = ledgerOf(store, { since: millis(moment + 1) });
    expect(until).toMatchObject(sumsOf(promptsIn(store, 'at <= ?', [moment])));
    expect(since).toMatchObject(sumsOf(promptsIn(store, 'at > ?', [moment])));
  });
});

describe('the slow way agrees on anything that can be packed', () => {
  const MODELS = ['claude-opus-4-8', 'claude-haiku-5-5', 'claude-sonnet-4-5', 'nobody-knows'];
  const rate = fc.tuple(
    fc.constantFrom(...MODELS),
    fc.boolean(),
    fc.constantFrom('', 'us'),
    fc.constantFrom('', 'batch'),
  );
  const tokens = fc.oneof(fc.nat(5), fc.nat(60_000));
  const place = fc.record({ item: fc.nat(5), tokens });
  const step = fc.record({
    at: fc.option(fc.integer({ min: Date.parse('2025-06-01'), max: Date.parse('2026-11-20') }).map(millis)),
    rate: fc.integer({ min: NOT_COUNTED, max: 2 }),
    context: fc.oneof(fc.nat(20), fc.nat(150_000)),
    sent: fc.oneof(
      fc.tuple(tokens, tokens, tokens, tokens),
      fc.constantFrom([100_000, 0, 0, 0], [100_000, 0, 0, 1], [0, 200_000, 0, 0], [0, 0, 200_001, 0]),
    ),
  });
  const stretch = fc.record({
    places: fc.array(place, { maxLength: 8 }),
    steps: fc.array(step, { minLength: 1, maxLength: 6 }),
  });

  it('also where prices hang on the hour and begin at any size of prompt', async () => {
    const listed = ['deepseek-v4-pro', 'gpt-5.6-sol', 'claude-haiku-5-5'];
    const seen = listed.map((model) => ({ model, largestPrompt: null }));
    const table = await withThirdPartyPrices(shipped, seen);
    const borders = { thresholds: promptThresholds(table), hours: hourBorders(table) };
    expect(borders).toEqual({
      thresholds: [100_000, 200_000, 271_999],
      hours: [0, 1, 4, 6, 10].map((hour) => hour * 3_600_000),
    });
    const rates: RateKey[] = listed.map((model) => [model, false, '', '']);
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), fc.boolean(), (all, part) => {
        const row = rowOf(rates, all);
        const since = part ? millis(Date.parse('2026-03-01T03:00:00Z')) : null;
        const counts = ({ at }: { readonly at: Millis | null }) => since === null || (at !== null && at >= since);
        const pricer = new StepPricer(pricerFor(table), borders, { since, until: null, isModel: () => true });
        expect(loadsOf(row, pricer)).toEqual(weighSlowly(unpacked(row), table, counts));
      }),
      { numRuns: 400 },
    );
  });

  it('at random', () => {
    fc.assert(
      fc.property(fc.tuple(rate, rate, rate), fc.array(stretch, { maxLength: 4 }), fc.boolean(), (rates, all, part) => {
        const row = rowOf(rates, all);
        const since = part ? millis(Date.parse('2026-03-01')) : null;
        const isModel = (model: string) => !part || model !== 'claude-haiku-5-5';
        const slow = weighSlowly(unpacked(row), shipped, ({ at, model }) => {
          return isModel(model) && (since === null || (at !== null && at >= since));
        });
        const pricer = new StepPricer(
          pricerFor(shipped),
          { thresholds: THRESHOLDS, hours: [] },
          { since, until: null, isModel },
        );
        expect(loadsOf(row, pricer)).toEqual(slow);
      }),
      { numRuns: 400 },
    );
  });

  it('on both sides of the border between two tiers of prices', () => {
    const at = millis(Date.parse('2026-11-01T12:00:00Z'));
    const steps = [100_000, 100_001, 100_000].map((sent) => ({ at, rate: 0, context: sent, sent: [0, 0, 0, sent] }));
    const row = rowOf([['claude-haiku-5-5', false, '', '']], [{ places: [{ item: 0, tokens: 100_001 }], steps }]);
    const [load] = loadsOf(row, pricing());
    // V5 and V6: 0.10 and 0.50 dollars per million tokens of input.
    expect(Number(load?.cost) / 1e12).toBeCloseTo(0.01 + 0.0500005 + 0.01, 12);
  });

  it('where sums are larger than one number can keep', () => {
    const at = millis(Date.parse('2026-11-01T12:00:00Z'));
    const sent = [2_000_000_000, 0, 0, 100];
    const steps = Array.from({ length: 5 }, () => ({ at, rate: 0, context: 900_000_000, sent }));
    const places = [300_000_000, 600_000_000].map((tokens, item) => ({ item, tokens }));
    const row = rowOf([['claude-opus-4-8', false, '', '']], [{ places, steps }]);
    const slow = weighSlowly(unpacked(row), shipped, () => true);
    expect(slow.map(({ sent }) => sent)).toEqual([1.5e9, 3e9, 0, 0, 0, 0, 5.5e9 + 500]);
    expect(loadsOf(row, pricing())).toEqual(slow);
  });

  type Stretches = readonly {
    readonly places: readonly { readonly item: number; readonly tokens: number }[];
    readonly steps: readonly {
      readonly at: Millis | null;
      readonly rate: number;
      readonly context: number;
      readonly sent: readonly number[];
    }[];
  }[];

  /** Six items, and these stretches. */
  function rowOf(rates: readonly RateKey[], stretches: Stretches): ContextRow {
    const rest = Int32Array.from(
      stretches.flatMap(({ places, steps }) => [
        ...[places.length, steps.length],
        ...places.flatMap((each) => [each.item, each.tokens]),
        ...steps.flatMap((each) => [...packTime(each.at), each.rate, each.context, ...each.sent]),
      ]),
    );
    const columns = [3, 0, 0, 0, 0, 0, -1, 0, 0, 0].flatMap((value) => new Array<number>(6).fill(value));
    const items = withSums(Int32Array.from([6, ...columns]), rest);
    return {
      sessionId: 's',
      agentId: '',
      family: null,
      logged: false,
      tools: [''],
      rates,
      items,
      stretches: () => rest,
    };
  }
});

describe('a response that several sessions show', () => {
  const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map(
    (n) => `${n.repeat(8)}-${n.repeat(4)}-4${n.repeat(3)}-8${n.repeat(3)}-${n.repeat(12)}`,
  ) as [string, string, string];

  /** Prompt tokens of the responses that each session owns, added up by hand from the fixtures. */
  const OWN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    '2.1.150/fork-with-forked-from': { [FIRST]: 1205, [SECOND]: 1003 + 1104 },
    '2.1.150/fork-of-a-fork': { [FIRST]: 0, [SECOND]: 1003, [THIRD]: 4 },
    '2.1.97/finished-only-in-the-copy': { [FIRST]: 103, [SECOND]: 0 },
    '2.1.200/two-slugs': { [FIRST]: 3 + 4 },
    '2.1.160/relay-in-two-sessions': { [FIRST]: 100, [SECOND]: 200 + 300 },
  };

  it.each(Object.entries(OWN))('is in the ledger of the session it belongs to: %s', async (name, own) => {
    const store = await storeOf(join(FIXTURES, name));
    const told = sessionIds(store).map((id) => [id, ledgerOf(store, { sessionId: id }).promptTokens]);
    expect(Object.fromEntries(told)).toEqual(own);
    expect(ledgerOf(store).promptTokens).toBe(sum(Object.values(own)));
    store.close();
  });

  const alone = (name: string) => {
    const files = readdirSync(join(FIXTURES, name, 'projects'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(FIXTURES, name).length))
      .sort();
    return [files, [...files].reverse()].map((order) => [name, order] as const);
  };

  it.each(Object.keys(OWN).flatMap(alone))('also where sessions come one by one: %s %s', async (name, files) => {
    const root = makeRoot({});
    const store = openStore(IN_MEMORY);
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(join(FIXTURES, name, file), join(root, file));
      await ingestFolder(store, root);
      for (const id of sessionIds(store)) {
        expect(ledgerOf(store, { sessionId: id }).promptTokens).toBe(promptsIn(store, 'session_id = ?', [id]).tokens);
      }
    }
    const told = sessionIds(store).map((id) => [id, ledgerOf(store, { sessionId: id }).promptTokens]);
    expect(Object.fromEntries(told)).toEqual(OWN[name]);
    store.close();
  });

  it('of several responses with one id each is priced at its own place', async () => {
    // A relay answers all with one id. The older session owns the prompt of 300 tokens, the newer that of 100.
    const relay = (second: number, read: number) => answered(second, 'same', read, [text('ok')]);
    const store = await storeOf(
      makeRoot({
        'p/older.jsonl': lines(user(0, 'hi'), relay(1, 300), relay(2, 200)),
        'p/newer.jsonl': lines(user(5, 'hi'), relay(6, 300), relay(7, 100)),
      }),
    );
    const steps = [...contextRows(store, everything('newer'))].flatMap((row) => {
      return unpacked(row).stretches.flatMap((stretch) => stretch.steps);
    });
    expect(steps.map(({ context, rate, read }) => [context, rate !== null, read])).toEqual([
      [300, false, 0],
      [100, true, 100],
    ]);
    store.close();
  });

  it('holds its places in the fork all the same: the first prompt of its own has the history in it', async () => {
    const store = await storeOf(join(FIXTURES, '2.1.150/fork-with-forked-from'));
    // 1003, 1104 and 1205 tokens of prompt after 'hi', 'ok' (100 tokens of output) and 'ok' (200, of which 101 stayed).
    expect(kinds(ledgerOf(store, { sessionId: FIRST }))).toEqual({
      base: 1002,
      prompt: 1,
      output: 100 + 101,
      unattributed: 1,
    });
    store.close();
  });
});

describe('what a ledger is shown by', () => {
  /** Two responses; between them one result each, of so many characters. */
  const CALLS: readonly (readonly [string, object, number])[] = [
    ['Read', { file_path: '/w/a.ts' }, 1000],
    ['Edit', { file_path: '/w/a.ts' }, 500],
    ['Read', { file_path: '/w/b.ts' }, 250],
    ['Bash', { command: 'ls' }, 2000],
    ['mcp__hub__find', { query: 'x' }, 4000],
    ['mcp__hub__open', { url: 'y' }, 8000],
  ];
  // 15,750 characters are thought to be 6,300 tokens, and the prompt grew by just as many and the answer's ten.
  const found = Object.fromEntries(CALLS.map(([, , chars], i) => [`t${i}`, 'x'.repeat(chars)]));
  const transcript = lines(
    user(0, 'x'.repeat(250)),
    answered(
      1,
      'm1',
      10_100,
      CALLS.map(([tool, input], i) => use(`t${i}`, tool, input)),
    ),
    results(2, found),
    answered(3, 'm2', 16_410, [text('ok')]),
  );

  it.each([
    ['kind', ['base : 20000', 'tool : 6300', 'prompt : 200', 'output : 10']],
    [
      'item',
      [
        'base : 20000',
        'tool mcp__hub__open: 3200',
        'tool mcp__hub__find: 1600',
        'tool Bash: 800',
        'tool Read: 400 /w/a.ts',
        'tool Edit: 200 /w/a.ts',
        'prompt : 200',
        'tool Read: 100 /w/b.ts',
        'output : 10',
      ],
    ],
    [
      'tool',
      [
        'base : 20000',
        'tool mcp__hub__open: 3200',
        'tool mcp__hub__find: 1600',
        'tool Bash: 800',
        'tool Read: 500',
        'tool Edit: 200',
        'prompt : 200',
        'output : 10',
      ],
    ],
    [
      'file',
      ['base : 20000', 'tool : 5600', 'tool : 600 /w/a.ts', 'prompt : 200', 'tool : 100 /w/b.ts', 'output : 10'],
    ],
    ['mcp', ['tool hub: 4800']],
  ] as const)('%s', async (view, expected) => {
    const store = await storeOf(makeRoot({ 'p/s.jsonl': transcript }));
    const { items } = reportOf(store, {}, view);
    const shown = items.map(({ kind, tool, sent, label }) => {
      return `${kind} ${tool}: ${sent}${label.startsWith('/w/') ? ` ${label}` : ''}`;
    });
    expect([...shown].sort()).toEqual([...expected].sort());
    store.close();
  });

  it('the heaviest stand first, and only as many as are asked for', async () => {
    const store = await storeOf(makeRoot({ 'p/s.jsonl': transcript }));
    const all = reportOf(store, {}, 'item').items;
    expect(all.map(({ cost }) => cost)).toEqual(all.map(({ cost }) => cost).sort((a, b) => Number(b - a)));
    const ledger = ledgerFrom(contextRows(store, everything()), pricing());
    const three = ledger.report({ view: 'item', most: 3, named: false }, NO_BASE, () => '');
    expect(three.items.map(({ cost }) => cost)).toEqual(all.slice(0, 3).map(({ cost }) => cost));
    expect(three.promptTokens).toBe(10_100 + 16_410);
    store.close();
  });

  it('shares are of the base that is given, and unknown where it is empty', async () => {
    const store = await storeOf(makeRoot({ 'p/s.jsonl': transcript }));
    const ledger = ledgerFrom(contextRows(store, everything()), pricing());
    const base = {
      tokens: 53_020,
      weight: ledger.report({ view: 'kind', most: null, named: false }, NO_BASE, () => '').cost * 4n,
    };
    const { items, agents } = ledger.report({ view: 'kind', most: null, named: false }, base, () => '');
    expect(sum(items.map(({ shareTokens }) => shareTokens ?? 0))).toBeCloseTo(0.5, 8);
    expect(sum(items.map(({ shareListPrice }) => shareListPrice ?? 0))).toBeCloseTo(0.25, 8);
    expect(agents).toEqual({ promptTokens: 0, shareTokens: 0, shareListPrice: 0 });
    const [item] = ledger.report({ view: 'kind', most: null, named: false }, NO_BASE, () => '').items;
    expect([item?.shareTokens, item?.shareListPrice]).toEqual([null, null]);
    store.close();
  });
});

describe('responses whose prompts had an item', () => {
  it('are counted through a stretch and the next, each once', async () => {
    // A microcompaction takes the result, and with it a stretch ends.
    const store = await storeOf(
      makeRoot({
        'p/s.jsonl': lines(
          user(0, 'x'.repeat(250)),
          answered(1, 'm1', 10_100, [use('t1', 'Read', { file_path: '/w/a.ts' })]),
          results(2, { t1: 'x'.repeat(2500) }),
          answered(3, 'm2', 11_100, [text('ok')]),
          user(4, 'go on'),
          answered(5, 'm3', 11_120, [text('ok')]),
          record('system', 6, { subtype: 'microcompact_boundary' }),
          user(7, 'go on'),
          answered(8, 'm4', 10_142, [text('ok')]),
        ),
      }),
    );
    const items = reportOf(store, {}, 'item').items.map(({ kind, label, responses }) => [kind, label, responses]);
    expect(items).toContainEqual(['base', '', 4]);
    expect(items).toContainEqual(['tool', '/w/a.ts', 2]);
    expect(items).toContainEqual(['prompt', 'go on', 3]);
    store.close();
  });
});

it.skipIf(transcriptFolders().length === 0)(
  'of the public transcripts less than 5 % of the prompt tokens stay unattributed',
  { timeout: 120_000 },
  async () => {
    let [unattributed, all] = [0, 0];
    for (const folder of transcriptFolders()) {
      const store = await storeOf(folder);
      const { unattributedShare, promptTokens } = ledgerOf(store);
      unattributed += (unattributedShare ?? 0) * promptTokens;
      all += promptTokens;
      store.close();
    }
    expect(all).toBeGreaterThan(0);
    expect(unattributed / all).toBeLessThan(0.05);
  },
);

interface Window {
  readonly sessionId?: string;
  readonly since?: Millis;
  readonly until?: Millis;
}

function everything(sessionId?: string) {
  return sessionId === undefined ? { sql: 'TRUE', values: [] } : { sql: 'session_id = ?', values: [sessionId] };
}

function pricing({ since, until }: Window = {}): StepPricer {
  return new StepPricer(
    pricerFor(shipped),
    { thresholds: THRESHOLDS, hours: [] },
    {
      since: since ?? null,
      until: until ?? null,
      isModel: () => true,
    },
  );
}

function reportOf(store: Store, window: Window, view: (typeof LEDGER_VIEWS)[number]): Ledger {
  const labels = contextLabels(store);
  const ledger = ledgerFrom(contextRows(store, everything(window.sessionId)), pricing(window));
  return ledger.report(
    { view, most: null, named: false },
    NO_BASE,
    (session, agent, item) => labels(session, agent)[item] ?? '',
  );
}

function ledgerOf(store: Store, window: Window = {}): Ledger {
  return reportOf(store, window, 'kind');
}

/** Tokens sent by kind. */
function kinds({ items }: Ledger): Record<string, number> {
  return Object.fromEntries(items.map(({ kind, sent }) => [kind, sent]));
}

/** A finished response of 10 tokens of output whose prompt was read from the cache. */
function answered(second: number, id: string, read: number, content: readonly object[]): object {
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content, usage };
  return record('assistant', second, { message });
}

function sessionIds(store: Store): string[] {
  return store.prepare<[], string>('SELECT session_id FROM sessions ORDER BY session_id').pluck().all();
}

function built(store: Store, id: string): SessionRows {
  return buildSession(sessionIdOf(id), fileStates(store).filesOf(id));
}

/** Every way in which the contexts of a session break the law, in words; none is right. */
function lawless({ contexts, sightings }: SessionRows): string[] {
  const faults: string[] = [];
  const met = new Set<string>();
  for (const { agentId, stretches } of contexts) {
    for (const { places, steps } of stretches) {
      const ends = new Set([0]);
      let end = 0;
      for (const { tokens } of placesIn(places)) {
        if (tokens < 0 || !Number.isInteger(tokens)) faults.push(`a place of ${tokens} tokens`);
        end += tokens;
        ends.add(end);
      }
      for (const { sighting, contextTokens } of steps) {
        const { key, variant, usage } = sighting;
        if (contextTokens !== usage.contextTokens) faults.push(`${key}: ${contextTokens}, not ${usage.contextTokens}`);
        if (!ends.has(contextTokens)) faults.push(`${key}: no place ends at ${contextTokens}`);
        if (sighting.agentId !== agentId) faults.push(`${key} on the thread ${agentId}`);
        if (met.has(`${key} ${variant}`)) faults.push(`${key} twice`);
        met.add(`${key} ${variant}`);
      }
    }
  }
  for (const { key, variant, usage } of sightings) {
    if (usage.contextTokens > 0 && !met.has(`${key} ${variant}`)) faults.push(`${key} is in no context`);
  }
  return faults;
}

function sumsOf({ tokens, cost }: Prompts): Pick<Ledger, 'promptTokens' | 'cost'> {
  return { promptTokens: tokens, cost };
}

interface Prompts {
  readonly tokens: number;
  readonly cost: bigint;
}

/** All prompts that were sent and their list price, one row after the other. */
function promptsIn(store: Store, where = 'TRUE', values: readonly (string | number)[] = []): Prompts {
  const rows = store
    .prepare<unknown[], PromptRow>(
      `SELECT model, fast, geo, tier, at, input_tokens AS input, cache_read_tokens AS read,
        cache_write_5m_tokens AS write5m, cache_write_1h_tokens AS write1h FROM own_responses WHERE ${where}`,
    )
    .all(...values);
  let [tokens, cost] = [0, 0n];
  for (const { model, fast, geo, tier, at, input, read, write5m, write1h } of rows) {
    const sent = input + read + write5m + write1h;
    tokens += sent;
    const price = priceOf(shipped, [model, fast === 1, geo, tier], at, sent);
    if (price === null) continue;
    const { rates } = price;
    cost += BigInt(input) * rates.input + BigInt(read) * rates.cacheRead;
    cost += BigInt(write5m) * rates.cacheWrite5m + BigInt(write1h) * rates.cacheWrite1h;
  }
  return { tokens, cost };
}

interface PromptRow {
  readonly model: string;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
  readonly at: Millis | null;
  readonly input: number;
  readonly read: number;
  readonly write5m: number;
  readonly write1h: number;
}

/** A ledger of all these threads. */
function ledgerFrom(rows: Iterable<ContextRow>, pricer: StepPricer): ContextLedger {
  const ledger = new ContextLedger();
  const weigher = new ContextWeigher(pricer);
  for (const row of rows) ledger.add(row, weigher.weigh(row));
  return ledger;
}

/** What `ContextWeigher` says of a thread, as the slow way says it: the parts of earlier answers apart. */
function loadsOf(row: ContextRow, pricer: StepPricer) {
  const { count, sent, cost, responses, answers, answerParts } = new ContextWeigher(pricer).weigh(row);
  return [...sent.slice(0, count + 1)].map((tokens, i) => {
    const part = answers < 0 ? undefined : answerParts[i - answers];
    return {
      sent: part?.sent ?? tokens,
      cost: BigInt(part?.cost ?? cost[i] ?? 0),
      responses: responses[i] ?? 0,
    };
  });
}

function threadOf({ sessionId, agentId }: ContextRow): string {
  return `${sessionId}/${agentId}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, each) => all + each, 0);
}

function bigSum(numbers: readonly bigint[]): bigint {
  return numbers.reduce((all, each) => all + each, 0n);
}
