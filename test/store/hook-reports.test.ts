import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { HookReport, RunFacts } from '../../src/model/hook-report.ts';
import { millis } from '../../src/model/time.ts';
import { keepHookReports } from '../../src/store/hook-reports.ts';
import { IN_MEMORY, openStore, type Store } from '../../src/store/open-store.ts';
import { at, lines, record, text, user } from '../checklist/lines.ts';
import { makeRoot, removeRoots } from '../corpus.ts';
import { ingestFolder } from '../ingest/store-dump.ts';

afterAll(removeRoots);

const NO_RUN: RunFacts = { runId: null, parentSessionId: null, instance: null, project: null };

function told(sessionId: string, ms: number, reason: string | null, run: Partial<RunFacts> = {}): HookReport {
  return { sessionId, at: millis(ms), reason, transcriptPath: null, cwd: null, run: { ...NO_RUN, ...run } };
}

/** A store that knows these sessions, without records, and was told this. */
function storeWith(reports: readonly HookReport[], sessions: readonly string[] = ['s1', 's2']): Store {
  const store = openStore(IN_MEMORY);
  const add = store.prepare(
    "INSERT INTO sessions (session_id, title, project, cwd, active_ms) VALUES (?, 'a title', '/w/app', '/w/app/src', 0)",
  );
  for (const id of sessions) add.run(id);
  for (const report of reports) keepHookReports(store, [report]);
  return store;
}

/** What is known of the sessions, as far as hooks tell. */
function known(store: Store): Record<string, unknown>[] {
  return store
    .prepare<[], Record<string, unknown>>(
      'SELECT session_id, label, project, run_id, parent_session_id, closed_at, closed_by FROM known_sessions ORDER BY 1',
    )
    .all();
}

function knownOf(reports: readonly HookReport[]): Record<string, unknown> {
  const store = storeWith(reports, ['s1']);
  const [row = {}] = known(store);
  store.close();
  return row;
}

describe('what hooks say', () => {
  it('is kept once, however often it is said', () => {
    const reports = [
      told('s1', 5, 'other', { runId: 'r' }),
      told('s1', 5, 'other', { runId: 'r' }),
      told('s1', 5, null),
    ];
    const store = storeWith([...reports, ...reports]);
    keepHookReports(store, reports);
    expect(store.prepare('SELECT count(*) FROM hook_reports').pluck().get()).toBe(2);
  });

  it('is kept all or not at all', () => {
    const store = storeWith([]);
    const broken = { ...told('s1', 2, 'other'), at: 'soon' } as unknown as HookReport;
    expect(() => keepHookReports(store, [told('s1', 1, 'other'), broken])).toThrow('cannot store TEXT');
    expect(store.prepare('SELECT count(*) FROM hook_reports').pluck().get()).toBe(0);
  });

  it('says the same in any order and any number', () => {
    const report = fc.record({
      sessionId: fc.constantFrom('s1', 's2', 'unknown'),
      at: fc.integer({ min: 0, max: 3 }).map(millis),
      reason: fc.constantFrom(null, 'clear', 'logout', 'other'),
      run: fc.constantFrom<Partial<RunFacts>>(
        {},
        { runId: 'r1' },
        { instance: 'i' },
        { project: '/p' },
        { parentSessionId: 's2' },
      ),
    });
    const unlike = (one: { sessionId: string; at: number; reason: string | null }) =>
      `${one.sessionId} ${one.at} ${one.reason}`;
    const reports = fc
      .uniqueArray(report, { selector: unlike, maxLength: 12 })
      .map((list) => list.map(({ sessionId, at: ms, reason, run }) => told(sessionId, ms, reason, run)));
    const orders = reports.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list)),
    );
    fc.assert(
      fc.property(orders, ([list, shuffled, again]) => {
        const [store, other] = [storeWith(list), storeWith([...again, ...shuffled, ...again])];
        expect(known(other)).toEqual(known(store));
        store.close();
        other.close();
      }),
      { numRuns: 100 },
    );
  });
});

describe('of a session is known', () => {
  it.each<[string, readonly HookReport[], object]>([
    [
      'nothing where nothing was told',
      [],
      { closed_at: null, closed_by: null, run_id: null, label: null, project: '/w/app' },
    ],
    ['its end', [told('s1', 7, 'logout')], { closed_at: 7, closed_by: 'logout' }],
    ['no end where it only began', [told('s1', 7, null)], { closed_at: null, closed_by: null }],
    ['the last end', [told('s1', 9, 'clear'), told('s1', 7, 'logout')], { closed_at: 9, closed_by: 'clear' }],
    ['the end also where it began again later', [told('s1', 7, 'other'), told('s1', 8, null)], { closed_at: 7 }],
    [
      'the run of the last that told of any',
      [
        told('s1', 1, null, { runId: 'old', instance: 'i' }),
        told('s1', 2, null, { runId: 'new' }),
        told('s1', 3, 'other'),
      ],
      { run_id: 'new', label: null, closed_at: 3 },
    ],
    [
      'its parent, its instance and its project',
      [told('s1', 1, null, { parentSessionId: 's0', instance: 'left pane', project: '/w/all' })],
      { run_id: null, parent_session_id: 's0', label: 'left pane', project: '/w/all' },
    ],
    [
      'nothing of what was told of another',
      [told('s2', 7, 'logout', { runId: 'r' })],
      { closed_at: null, run_id: null },
    ],
  ])('%s', (_, reports, expected) => {
    expect(knownOf(reports)).toMatchObject(expected);
  });

  it("the user's label before the instance", () => {
    const store = storeWith([told('s1', 1, null, { instance: 'left pane' })]);
    store.prepare("INSERT INTO labels (session_id, label) VALUES ('s1', 'my own')").run();
    expect(known(store)).toMatchObject([
      { session_id: 's1', label: 'my own' },
      { session_id: 's2', label: null },
    ]);
  });

  it('what was told before it was read, and after it was read anew', async () => {
    const store = openStore(IN_MEMORY);
    keepHookReports(store, [told('s1', 7, 'logout', { runId: 'r' })]);
    expect(known(store)).toEqual([]);
    const place = makeRoot({ 'p/s1.jsonl': history() });
    await ingestFolder(store, place);
    expect(known(store)).toMatchObject([{ session_id: 's1', run_id: 'r', closed_by: 'logout' }]);
    store.prepare('UPDATE files SET mtime_ms = 0').run();
    await ingestFolder(store, place);
    expect(known(store)).toMatchObject([{ session_id: 's1', run_id: 'r', closed_by: 'logout' }]);
  });
});

function history(): string {
  const usage = { input_tokens: 5, output_tokens: 7, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
  const message = {
    role: 'assistant',
    id: 'm1',
    model: 'claude-opus-4-8',
    stop_reason: 'end_turn',
    content: [text('ok')],
    usage,
  };
  return lines(user(0, 'hi'), record('assistant', 1, { message, timestamp: at(1) }));
}
