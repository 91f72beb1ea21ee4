import { afterAll, describe, expect, it } from 'vitest';
import { ContextLedger } from '../../src/analyse/context-ledger.ts';
import { LEDGER_VIEWS } from '../../src/analyse/fold-ledger.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { RecurringFinder } from '../../src/analyse/recurring.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { ContextWeigher } from '../../src/analyse/weigh-context.ts';
import type { Filter } from '../../src/model/filter.ts';
import { type Millis, millis } from '../../src/model/time.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { type ContextRow, contextLabels, contextsWithin } from '../../src/query/contexts.ts';
import { responseFilter } from '../../src/query/response-filter.ts';
import type { Store } from '../../src/store/open-store.ts';
import { lines, record, results, text, use, user } from '../checklist/lines.ts';
import { corpora, makeRoot, removeRoots } from '../corpus.ts';
import { shipped } from '../price/shipped-prices.ts';
import { storeOf } from '../tree.ts';

afterAll(removeRoots);

type Window = Pick<Filter, 'since' | 'until'>;

describe.each(corpora())('%s', (_, folderOf) => {
  it('what a window leaves unread changes no answer', { timeout: 60_000 }, async () => {
    const store = await storeOf(folderOf());
    for (const window of windowsOver(store)) {
      const near = answersOf(store, window, contextsWithin(store, whereOf(store, window)));
      const all = contextsWithin(store, whereOf(store, { since: null, until: null }));
      expect(near).toEqual(answersOf(store, window, all));
    }
    store.close();
  });
});

describe('of a window', () => {
  const on = (day: number, minute = 0) => `2026-03-0${day}T10:0${minute}:00Z`;
  const read = (id: string) => answered(id, [use(id, 'Read', { file_path: '/w/a.ts' })]);
  const shown = (id: string) => results(0, { [id]: 'x'.repeat(4000) });
  const edited = (id: string) => answered(id, [use(id, 'Edit', { file_path: '/w/a.ts', old_string: 'a' })]);
  const said = (id: string) => answered(id, [text('ok')], 12_000);
  /** A session of these records, each at its time. */
  const session = (id: string, ...records: readonly (readonly [time: string, ...object[]])[]) => ({
    [`p/${id}.jsonl`]: lines(
      ...records.flatMap(([timestamp, ...each]) => each.map((one) => ({ ...one, timestamp, sessionId: id }))),
    ),
  });
  const short = (id: string, day: number) => session(id, [on(day), user(0, 'go'), said(id)]);

  it('sessions that were over before it or began after it are not read', async () => {
    const root = makeRoot({ ...short('a', 1), ...short('b', 2), ...short('c', 3), ...short('d', 4) });
    const store = await storeOf(root);
    const readIn = (from: number | null, to: number | null) => {
      const moment = (day: number | null) => (day === null ? null : millis(Date.parse(on(day))));
      const where = whereOf(store, { since: moment(from), until: moment(to) });
      return [...contextsWithin(store, where)].map(({ sessionId }) => sessionId);
    };
    expect(readIn(2, 4)).toEqual(['b', 'c']);
    expect(readIn(3, null)).toEqual(['c', 'd']);
    expect(readIn(null, 2)).toEqual(['a']);
    expect(readIn(null, null)).toEqual(['a', 'b', 'c', 'd']);
    expect(readIn(5, null)).toEqual([]);
    store.close();
  });

  it('an edit counts that another session made before it, between two readings that it still carries', async () => {
    const reading = (id: string, minute: number) =>
      session(
        id,
        [on(1, minute), user(0, 'go'), read(`${id}1`), shown(`${id}1`), said(`${id}2`)],
        [on(3, minute), user(0, 'on'), said(`${id}3`)],
      );
    const editing = session('e', [
      '2026-03-01T10:01:30Z',
      ...[user(0, 'go'), edited('e1'), results(0, { e1: 'done' }), said('e2')],
    ]);
    const readings = ['a', 'b', 'c', 'd'].map((id, minute) => reading(id, minute));
    const store = await storeOf(makeRoot(Object.assign({}, ...readings, editing)));
    const window = { since: millis(Date.parse('2026-03-03T00:00:00Z')), until: null };
    const { recurring } = answersOf(store, window, contextsWithin(store, whereOf(store, window)));
    expect(recurring.filter(({ kind }) => kind === 'file')).toMatchObject([{ times: 4, repeats: 2 }]);
    store.close();
  });
});

/** All that is said of these threads, to the last row. */
function answersOf(store: Store, window: Window, contexts: Iterable<ContextRow>) {
  const labels = contextLabels(store);
  const labelOf = (session: string, agent: string, item: number) => labels(session, agent)[item] ?? '';
  const pricer = new StepPricer(
    pricerFor(shipped),
    { thresholds: promptThresholds(shipped), hours: [] },
    { ...window, isModel: () => true },
  );
  const weigher = new ContextWeigher(pricer);
  const [ledger, finder] = [new ContextLedger(), new RecurringFinder()];
  for (const row of contexts) {
    const weighed = weigher.weigh(row);
    ledger.add(row, weighed);
    finder.add(row, weighed);
  }
  const base = { tokens: 1, weight: 1n };
  const ledgers = LEDGER_VIEWS.map((view) => ledger.report({ view, most: null, named: false }, base, labelOf));
  return { ledgers, recurring: finder.report(Number.POSITIVE_INFINITY, base, labelOf) };
}

/** Windows that begin or end at a response. */
function windowsOver(store: Store): Window[] {
  const times = store
    .prepare<[], Millis>('SELECT DISTINCT at FROM own_responses WHERE at IS NOT NULL ORDER BY at')
    .pluck()
    .all();
  const at = (part: number) => times[Math.floor(part * (times.length - 1))] ?? millis(0);
  return [
    { since: at(0.3), until: null },
    { since: at(0.9), until: null },
    { since: null, until: at(0.6) },
    { since: at(0.25), until: at(0.5) },
    { since: at(0.5), until: millis(at(0.5) + 1) },
    { since: millis(at(1) + 1), until: null },
  ];
}

function whereOf(store: Store, window: Window) {
  return responseFilter(store, { ...window, model: null, project: null, sessionId: null }, () => true);
}

function answered(id: string, content: readonly object[], read = 10_000): object {
  const usage = { input_tokens: 0, output_tokens: 10, cache_read_input_tokens: read };
  const message = { role: 'assistant', id, model: 'claude-opus-4-8', stop_reason: 'end_turn', content, usage };
  return record('assistant', 1, { message });
}
