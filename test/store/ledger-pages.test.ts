import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ContextLedger } from '../../src/analyse/context-ledger.ts';
import { PagePrices } from '../../src/analyse/page-prices.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import { ledgerPage } from '../../src/build/ledger-page.ts';
import { columnAt, numberOfKind, PASSENGER, SUM, SUM_COLUMN } from '../../src/model/packed-context.ts';
import { type Millis, millis } from '../../src/model/time.ts';
import type { PriceTable } from '../../src/price/price-table.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { keepLedgerPages, type PageLimits } from '../../src/store/keep-ledger-pages.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { lines, record, results, text, use, user } from '../checklist/lines.ts';
import { corpora, edgeNames, FIXTURES, makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';
import { answersOf, type Question } from './answers.ts';

afterAll(removeRoots);

const noLimit = () => false;
const ALL_ON_ONE: PageLimits = { newest: 0, full: Number.POSITIVE_INFINITY };
const EACH_ON_ITS_OWN: PageLimits = { newest: 0, full: 1 };

/** Prices with a tier that begins where no kept sum does. */
const ODD_TIER: PriceTable = {
  ...shipped,
  models: shipped.models.map((model) => ({
    ...model,
    rates: model.rates.map((row) => ({
      ...row,
      tiers: row.tiers.map((tier) => ({ ...tier, promptTokensAbove: 12_345 })),
    })),
  })),
};

describe.each(corpora())('%s', (_, folderOf) => {
  it('answers the same, however its sessions are summed on pages', { timeout: 120_000 }, async () => {
    const store = await storeOf(folderOf());
    const questions = questionsTo(store);
    const loose = questions.map((question) => answersOf(store, question));
    expect(pagesOf(store)).toBe(0);
    for (const limits of [ALL_ON_ONE, EACH_ON_ITS_OWN, { newest: 1, full: 8192 }]) {
      repage(store, limits);
      for (const [i, question] of questions.entries()) expect(answersOf(store, question)).toEqual(loose[i]);
    }
    store.close();
  });
});

describe('pages', () => {
  it('are left by a session that goes on, and go with it; the others are summed again', async () => {
    const root = makeRoot({ 'p/a.jsonl': session('a', 1), 'p/b.jsonl': session('b', 2), 'p/c.jsonl': session('c', 3) });
    const store = await storeOf(root);
    repage(store, ALL_ON_ONE);
    expect(pagesOf(store)).toBe(1);
    writeFileSync(join(root, 'projects/p/b.jsonl'), session('b', 2) + session('b', 9));
    await ingestFolder(store, root);
    expect(pagesOf(store)).toBe(0);
    expect(store.prepare('SELECT count(*) FROM page_sums').pluck().get()).toBe(0);
    await expectFresh(store, root);
    repage(store, ALL_ON_ONE);
    await expectFresh(store, root);
    store.close();
  });

  it.each([
    "DELETE FROM contexts WHERE session_id = 'a'",
    "DELETE FROM usage_sums WHERE session_id = 'a'",
    "INSERT INTO usage_sums SELECT * FROM usage_sums WHERE session_id = 'a'",
    `INSERT INTO contexts (session_id, agent_id, tools, rates, passengers, stretches, labels)
      SELECT session_id, 'x', tools, rates, passengers, stretches, labels FROM contexts WHERE session_id = 'a'`,
  ])('go with what they are summed from, whoever writes: %s', async (change) => {
    const store = await storeOf(makeRoot({ 'p/a.jsonl': session('a', 1), 'p/b.jsonl': session('b', 2) }));
    repage(store, ALL_ON_ONE);
    store.exec(change);
    expect(pagesOf(store)).toBe(0);
    store.close();
  });

  it('go with a session that is removed', async () => {
    const store = await storeOf(makeRoot({ 'p/a.jsonl': session('a', 1), 'p/b.jsonl': session('b', 2) }));
    repage(store, ALL_ON_ONE);
    store.exec("DELETE FROM responses WHERE session_id = 'a'; DELETE FROM sessions WHERE session_id = 'a'");
    expect(pagesOf(store)).toBe(0);
    expect(store.prepare('SELECT session_id, page FROM paged_sessions').all()).toEqual([
      { session_id: 'b', page: null },
    ]);
    store.close();
  });

  it('are made of what has come to rest: the newest sessions and a few others stay as they are', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `s${i}`);
    const store = await storeOf(
      makeRoot(Object.fromEntries(names.map((name, i) => [`p/${name}.jsonl`, session(name, i)]))),
    );
    keepLedgerPages(store, noLimit, { newest: 6, full: Number.POSITIVE_INFINITY });
    expect(pagesOf(store)).toBe(0);
    keepLedgerPages(store, noLimit, { newest: 4, full: Number.POSITIVE_INFINITY });
    const loose = store.prepare('SELECT session_id FROM paged_sessions WHERE page IS NULL ORDER BY 1').pluck().all();
    expect(loose).toEqual(['s6', 's7', 's8', 's9']);
    store.close();
  });

  it('tell of edits that lie outside of the window', async () => {
    // Read on the first day and carried into the second, edited meanwhile in a session that is over by then.
    const read = (id: string) => answered(id, [use(id, 'Read', { file_path: '/w/a.ts' })]);
    const later = (id: string) => answered(id, [text('ok')], 12_000);
    const shown = (id: string) => results(0, { [id]: 'x'.repeat(4000) });
    const edit = answered('e', [use('e', 'Edit', { file_path: '/w/a.ts', old_string: 'a', new_string: 'b' })]);
    const at = (time: string, ...records: object[]) =>
      records.map((each) => ({ ...each, timestamp: `2026-03-0${time}Z` }));
    const of = (id: string, records: object[]) => lines(...records.map((each) => ({ ...each, sessionId: id })));
    const layout = Object.fromEntries(
      ['a', 'b', 'c', 'd'].map((id, i) => [
        `p/${id}.jsonl`,
        of(id, [
          ...at(`1T10:0${i}:00`, user(0, 'go'), read(`${id}1`), shown(`${id}1`), later(`${id}2`)),
          ...at(`3T10:0${i}:00`, user(0, 'on'), later(`${id}3`)),
        ]),
      ]),
    );
    const meanwhile = at('1T10:01:30', user(0, 'go'), edit, results(0, { e: 'done' }), later('e2'));
    const store = await storeOf(makeRoot({ ...layout, 'p/e.jsonl': of('e', meanwhile) }));
    const question = { since: millis(Date.parse('2026-03-03T00:00:00Z')) };
    const loose = answersOf(store, question);
    const [file] = loose.reports[0]?.recurring.filter(({ kind }) => kind === 'file') ?? [];
    expect(file).toMatchObject({ times: 4, repeats: 2 });
    repage(store, EACH_ON_ITS_OWN);
    expect(answersOf(store, question)).toEqual(loose);
    store.close();
  });

  it('hold more tokens than 32 bits do, and more money than a number does', () => {
    const many = Array.from({ length: 10 }, (_, i) => carrier(`s${i}`, 2e9));
    const pricer = new StepPricer(pricerFor(shipped), promptThresholds(shipped), {
      since: null,
      until: null,
      isModel: () => true,
    });
    const [rows, pages] = [new ContextLedger(), new ContextLedger()];
    for (const row of many) rows.add(row, new ContextWeigher(pricer).weigh(row));
    const page = ledgerPage(many);
    const { threads, keys, entries } = page;
    const lazy = { ...page, threads: () => threads, keys: () => keys, entries: () => entries };
    pages.addPage(lazy, new PagePrices(lazy, pricer));
    const [told, expected] = [pages, rows].map((ledger) =>
      ledger.report({ view: 'item', most: null, named: false }, { tokens: 0, weight: 0n }, () => ''),
    );
    expect(expected).toMatchObject({ promptTokens: 2e10, items: [{ carried: 2e10, tokens: 2e10, responses: 50 }] });
    expect(expected?.cost).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
    expect(told).toEqual(expected);
  });
});

it('whatever was read in whatever order, and paged between, the answers are those of a new store', {
  timeout: 300_000,
}, async () => {
  const names = edgeNames();
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray(names, { minLength: 5 }),
      fc.infiniteStream(fc.nat({ max: 1000 })),
      async (chosen, numbers) => {
        const next = (below: number) => (numbers.next().value as number) % below;
        const root = makeRoot({});
        const store = openStore(IN_MEMORY);
        for (const step of [0, 1]) {
          for (const name of chosen) {
            if (next(3) === 0 && step === 0) continue;
            copyUpTo(name, root, step === 0 ? (1 + next(3)) / 4 : 1);
            if (next(3) > 0) continue;
            await ingestFolder(store, root);
            if (next(2) === 0) keepLedgerPages(store, noLimit, { newest: next(3), full: 1 + next(40_000) });
          }
        }
        await ingestFolder(store, root);
        keepLedgerPages(store, noLimit, { newest: next(3), full: 1 + next(40_000) });
        await expectFresh(store, root);
        store.close();
        rmSync(root, { recursive: true });
      },
    ),
    { numRuns: 25, seed: 8 },
  );
});

/** The whole, windows that cut it at its responses, single models, and tiers that sums do not tell apart. */
function questionsTo(store: Store): Question[] {
  const times = store
    .prepare<[], Millis>('SELECT DISTINCT at FROM responses WHERE at IS NOT NULL ORDER BY at')
    .pluck()
    .all();
  const at = (part: number) => times[Math.floor(part * (times.length - 1))] ?? millis(0);
  const model = store.prepare<[], string>('SELECT model FROM responses ORDER BY model DESC').pluck().get() ?? '';
  return [
    {},
    { since: at(0.3) },
    { until: at(0.6) },
    { since: at(0.25), until: at(0.75) },
    { since: millis(Math.floor(at(0.5) / 86_400_000) * 86_400_000) },
    { model },
    { prices: ODD_TIER },
  ];
}

function repage(store: Store, limits: PageLimits): void {
  store.exec('DELETE FROM ledger_pages');
  keepLedgerPages(store, noLimit, limits);
}

function pagesOf(store: Store): number {
  return store.prepare<[], number>('SELECT count(*) FROM ledger_pages').pluck().get() ?? 0;
}

async function expectFresh(store: Store, root: string): Promise<void> {
  const fresh = await storeOf(root);
  for (const question of questionsTo(fresh)) expect(answersOf(store, question)).toEqual(answersOf(fresh, question));
  fresh.close();
}

/** Copies a session of `fixtures/edge` into the project `p`: a part of its lines, and its agents. */
function copyUpTo(name: string, root: string, part: number): void {
  const own = readFileSync(join(FIXTURES, 'edge', `${name}.jsonl`), 'utf8').split('\n');
  const path = join(root, 'projects/p', `${name}.jsonl`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(
    path,
    own
      .slice(0, Math.ceil(own.length * part))
      .map((line) => `${line}\n`)
      .join(''),
  );
  const agents = join(FIXTURES, 'edge', name);
  try {
    cpSync(agents, join(root, 'projects/p', name), { recursive: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** A session in which a file is read and something is said. */
function session(id: string, minute: number): string {
  const records = [
    user(0, 'go on'),
    answered(`${id}${minute}a`, [use(`${id}${minute}`, 'Read', { file_path: '/w/a.ts' })]),
    results(2, { [`${id}${minute}`]: 'x'.repeat(3000) }),
    answered(`${id}${minute}b`, [text('ok')], 11_000),
  ];
  const timestamp = new Date(Date.parse('2026-03-01T10:00:00Z') + minute * 60_000).toISOString();
  return lines(...records.map((each) => ({ ...each, sessionId: id, timestamp })));
}

function answered(id: string, content: readonly object[], read = 10_000): object {
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content, usage };
  return record('assistant', 1, { message });
}

/** A thread with one passenger of so many tokens, which five responses read from the cache, one after the other or in parts. */
function carrier(sessionId: string, tokens: number) {
  const passengers = new Int32Array(columnAt(PASSENGER.length, 1) + SUM.length + 3);
  passengers[0] = 1;
  passengers[columnAt(PASSENGER.kind, 1)] = numberOfKind('prompt');
  passengers[columnAt(PASSENGER.tokens, 1)] = tokens;
  const sum = columnAt(PASSENGER.length, 1);
  passengers[sum + SUM.columns] = (1 << SUM_COLUMN.responses) | (1 << SUM_COLUMN.read);
  passengers[sum + SUM.count] = 1;
  passengers.set([0, 5, tokens], sum + SUM.length);
  const rates = [['claude-opus-4-8', false, '', ''] as const];
  return { sessionId, agentId: '', tools: [''], rates, passengers, stretches: () => passengers };
}
