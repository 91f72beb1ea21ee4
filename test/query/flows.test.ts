import { basename } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../src/model/filter.ts';
import { GROUPINGS, isPurpose } from '../../src/model/groupings.ts';
import { DAY_MS, MINUTE_MS, type Millis, millis } from '../../src/model/time.ts';
import { flowsOf } from '../../src/query/flows.ts';
import { provenanceOf } from '../../src/query/provenance.ts';
import { type ResponseWhere, responseFilter } from '../../src/query/response-filter.ts';
import { sessionList } from '../../src/query/session-list.ts';
import { type Grain, usageGroups } from '../../src/query/usage-groups.ts';
import type { Store } from '../../src/store/open-store.ts';
import { at, lines, record } from '../checklist/lines.ts';
import { makeRoot, removeRoots, transcriptFolders } from '../corpus.ts';
import { groupBy, storeOf } from '../tree.ts';
import { madeHistory } from './made-history.ts';

afterAll(removeRoots);

const BUCKET_MS = 15 * MINUTE_MS;
const HISTORIES: readonly (readonly [string, () => string])[] = [
  ['a history made for it', madeHistory],
  ...transcriptFolders().map((folder) => [basename(folder), () => folder] as const),
];

it.skipIf(transcriptFolders().length > 0)(
  'the public transcripts are not beside this checkout: only a history made by hand is tried',
  () => undefined,
);

it('the history made for it has all that sums could get wrong', async () => {
  const store = await storeOf(madeHistory());
  const rows = allRows(store);
  const has = (what: (row: Row) => boolean) => rows.filter(what).length;
  const counts = {
    extraAttempts: has(({ attempt }) => attempt > 0),
    noTime: has((row) => row.at === null),
    onABorder: has((row) => row.at !== null && row.at % BUCKET_MS === 0),
    onAThreshold: has(({ promptTokens }) => promptTokens === 100_000),
    unfinished: has(({ finished }) => finished === 0),
    rebuilt: has(({ rebuilt5m, rebuilt1h, rebuiltInput }) => rebuilt5m > 0 && rebuilt1h > 0 && rebuiltInput > 0),
    calls: has(({ toolCalls }) => toolCalls > 0),
    ofAgents: has(({ agentId }) => agentId !== ''),
  };
  expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  store.close();
});

describe.each(HISTORIES)('sums say what single responses say: %s', (_name, folderOf) => {
  let store: Store;
  let rows: readonly Row[];
  let filters: fc.Arbitrary<Filter>;
  beforeAll(async () => {
    store = await storeOf(folderOf());
    rows = allRows(store);
    filters = filtersOver(rows);
  });
  afterAll(() => store.close());

  const GRAINS: readonly Grain[] = (['bucket', 'day'] as const).flatMap((time) =>
    (['all', 'sessions', 'agents'] as const).map((of) => ({ time, of })),
  );
  /** The last two are no multiples of what sums are kept by: there the responses themselves are asked. */
  const THRESHOLDS = [[], [100_000, 200_000], [128_000], [100_000, 128_001, 200_000]];

  it('usage by every grain, whatever the window, the filter and the tiers of prices', () => {
    fc.assert(
      fc.property(filters, fc.constantFrom(...GRAINS), fc.constantFrom(...THRESHOLDS), (filter, grain, thresholds) => {
        const found = usageGroups(store, whereOf(filter), thresholds, grain).map(plain);
        expect(sorted(found)).toEqual(sorted(groupsByHand(rows.filter(lets(filter)), grain, thresholds)));
      }),
      { numRuns: 60 },
    );
  });

  it('usage by any purpose, and by any two, sums to the same', () => {
    fc.assert(
      fc.property(
        filters,
        fc.uniqueArray(fc.constantFrom(...GROUPINGS.filter(isPurpose)), { minLength: 1, maxLength: 2 }),
        (filter, purposes) => {
          const grain = { time: 'day', of: 'all' } as const;
          const apart = usageGroups(store, whereOf(filter), [], { ...grain, purposes });
          expect(totals(apart.map(plain))).toEqual(totals(usageGroups(store, whereOf(filter), [], grain).map(plain)));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('what an answer rests on', () => {
    const files = numberFrom("SELECT count(*) FROM files WHERE kind <> 'meta'");
    const badLines = numberFrom("SELECT count(*) FROM issues WHERE kind = 'bad-line'");
    fc.assert(
      fc.property(filters, (filter) => {
        const shown = rows.filter(lets(filter));
        const own = shown.filter(({ attempt }) => attempt === 0);
        const times = shown.flatMap((row) => (row.at === null ? [] : [row.at]));
        expect(provenanceOf(store, whereOf(filter))).toEqual({
          files,
          badLines,
          sessions: new Set(shown.map(({ sessionId }) => sessionId)).size,
          responses: own.length,
          recordsCollapsed: sum(shown, ({ records }) => records) - own.length,
          copiesCollapsed: sum(shown, ({ copies }) => copies),
          recovered: own.filter(({ recovered }) => recovered === 1).length,
          unfinished: own.filter(({ finished }) => finished === 0).length,
          newestAt: times.length === 0 ? null : Math.max(...times),
        });
      }),
      { numRuns: 40 },
    );
  });

  it('sessions, the newest activity first, and one that is asked for in any case', () => {
    const ends = new Map(
      store.prepare<[], [string, number | null]>('SELECT session_id, ended_at FROM sessions').raw().all(),
    );
    const sessions = [...ends.keys()];
    // Of all of a session's time, whatever the window.
    const turns = store.prepare<[string], [number, number]>(`
      SELECT count(*), coalesce(sum(kind IN ('typed', 'command', 'bash', 'queued')), 0) FROM turns
      WHERE session_id = ? AND kind <> 'orphan' AND (responses = 0 OR turn_id IN (SELECT turn_id FROM own_responses))`);
    const turnsOf = (id: string) => turns.raw().get(id) ?? [];
    fc.assert(
      fc.property(filters, fc.option(fc.constantFrom(...sessions)), (filter, also) => {
        const shown = groupBy(rows.filter(lets(filter)), ({ sessionId }) => sessionId);
        const expected = sessions
          .filter((id) => shown.has(id) || id === also)
          .sort((a, b) => (ends.get(b) ?? 0) - (ends.get(a) ?? 0) || (a < b ? -1 : 1))
          .map((id) => {
            const own = shown.get(id) ?? [];
            return [
              id,
              sum(own, ({ toolCalls }) => toolCalls),
              sum(own, ({ toolErrors }) => toolErrors),
              ...turnsOf(id),
            ];
          });
        const found = sessionList(store, whereOf(filter), millis(Date.parse('2027-01-01')), { also });
        const told = found.map((each) => [each.sessionId, each.toolCalls, each.toolErrors, each.turns, each.prompts]);
        expect(told).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  function whereOf(filter: Filter): ResponseWhere {
    return responseFilter(store, filter, (model) => model === filter.model);
  }

  function numberFrom(sql: string): number {
    return store.prepare<[], number>(sql).pluck().get() ?? 0;
  }
});

describe('what is asked of single responses', () => {
  const flows = (since: string | null, until: string | null) => {
    const [from, to] = [since, until].map((time) => (time === null ? null : millis(Date.parse(`2026-01-01T${time}Z`))));
    const rest = { sql: 'TRUE', values: [] };
    const { sql } = flowsOf({ sql: '', values: [], since: from ?? null, until: to ?? null, rest, sessions: rest });
    return [...sql.matchAll(/FROM (usage|own_responses)\b(?! AS before)/g)].map(([, table]) => table);
  };

  it.each([
    ['nothing without a window', null, null, ['usage']],
    ['nothing where it is of whole buckets', '10:00:00', '12:15:00', ['usage']],
    ['its begin', '10:00:01', '12:15:00', ['usage', 'own_responses']],
    ['its end', '10:00:00', '12:14:00', ['usage', 'own_responses']],
    ['its begin and its end', '10:00:01', '12:14:00', ['usage', 'own_responses', 'own_responses']],
    ['all of it within one bucket', '10:00:01', '10:14:00', ['own_responses']],
  ])('%s', (_words, since, until, tables) => {
    expect(flows(since, until)).toEqual(tables);
  });
});

it('a response on the border belongs to the window that begins there', async () => {
  const message = {
    role: 'assistant',
    id: 'm1',
    model: 'claude-opus-4-8',
    stop_reason: 'end_turn',
    content: [],
    usage: { input_tokens: 1, output_tokens: 1 },
  };
  for (const second of [900, 901]) {
    const store = await storeOf(makeRoot({ 'p/s.jsonl': lines(record('assistant', second, { message })) }));
    const border = millis(Date.parse(at(second)));
    const count = (since: Millis | null, until: Millis | null) =>
      provenanceOf(
        store,
        responseFilter(store, { since, until, project: null, model: null, sessionId: null }, () => true),
      ).responses;
    expect([count(null, border), count(border, null), count(border, border)]).toEqual([0, 1, 0]);
    store.close();
  }
});

it.each([100_000, 100_001])(
  'a prompt of %i tokens is in the same tier of prices, in sums and alone',
  async (tokens) => {
    const usage = { input_tokens: tokens, output_tokens: 1 };
    const message = { role: 'assistant', id: 'm1', model: 'm', stop_reason: 'end_turn', content: [], usage };
    const store = await storeOf(makeRoot({ 'p/s.jsonl': lines(record('assistant', 60, { message })) }));
    const tiers = (since: string | null) => {
      const from = since === null ? null : millis(Date.parse(since));
      const filter = { since: from, until: null, project: null, model: null, sessionId: null };
      const where = responseFilter(store, filter, () => true);
      return usageGroups(store, where, [100_000], { time: 'day', of: 'all' }).map((group) => group.promptTokens);
    };
    const above = tokens > 100_000 ? [100_001] : [0];
    expect([tiers(null), tiers('2026-01-01T00:00:30Z')]).toEqual([above, above]);
    store.close();
  },
);

/** A row of `responses` with the project of its session. */
interface Row {
  readonly sessionId: string;
  readonly project: string;
  readonly agentId: string;
  readonly attempt: number;
  readonly at: Millis | null;
  readonly model: string;
  readonly fast: number;
  readonly geo: string;
  readonly tier: string;
  readonly promptTokens: number;
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly rebuiltInput: number;
  readonly rebuilt5m: number;
  readonly rebuilt1h: number;
  readonly webSearches: number;
  readonly finished: number;
  readonly recovered: number;
  readonly records: number;
  readonly copies: number;
  readonly toolCalls: number;
  readonly toolErrors: number;
}

function allRows(store: Store): Row[] {
  return store
    .prepare<[], Row>(`
      SELECT session_id AS sessionId, coalesce(project, cwd, '') AS project, agent_id AS agentId, attempt, at, model,
        fast, geo, tier, prompt_tokens AS promptTokens, input_tokens AS input, output_tokens AS output,
        cache_read_tokens AS cacheRead, cache_write_5m_tokens AS cacheWrite5m, cache_write_1h_tokens AS cacheWrite1h,
        rebuilt_input_tokens AS rebuiltInput, rebuilt_5m_tokens AS rebuilt5m, rebuilt_1h_tokens AS rebuilt1h,
        web_searches AS webSearches, finished, recovered, records, copies, tool_calls AS toolCalls,
        tool_errors AS toolErrors
      FROM own_responses JOIN sessions USING (session_id)`)
    .all();
}

/** Windows on quarters, off them, at responses, within one quarter, empty and back to front; and every other filter. */
function filtersOver(rows: readonly Row[]): fc.Arbitrary<Filter> {
  const times = [...new Set(rows.flatMap((row) => (row.at === null ? [] : [row.at])))];
  const moment = fc.constantFrom(...times).chain((time) => {
    const quarter = time - (time % BUCKET_MS);
    return fc.constantFrom(time, time + 1, quarter, quarter + BUCKET_MS, quarter + 1000, time - DAY_MS, time + 400_000);
  });
  const some = (of: (row: Row) => string) => fc.option(fc.constantFrom(...new Set(rows.map(of))), { freq: 2 });
  return fc.record({
    since: fc.option(moment.map(millis)),
    until: fc.option(moment.map(millis)),
    sessionId: some(({ sessionId }) => sessionId),
    project: some(({ project }) => basename(project).toUpperCase()),
    model: some(({ model }) => model),
  });
}

function lets({ since, until, sessionId, project, model }: Filter): (row: Row) => boolean {
  return (row) =>
    (since === null || (row.at !== null && row.at >= since)) &&
    (until === null || (row.at !== null && row.at < until)) &&
    (sessionId === null || row.sessionId === sessionId) &&
    (project === null || row.project.toLowerCase().includes(project.toLowerCase())) &&
    (model === null || row.model === model);
}

/** A group as two lists: what tells it from others, and its sums. */
type PlainGroup = readonly [key: string, sums: readonly number[]];

function groupsByHand(rows: readonly Row[], grain: Grain, thresholds: readonly number[]): PlainGroup[] {
  const ms = grain.time === 'day' ? DAY_MS : BUCKET_MS;
  const groups = groupBy(rows, (row) => {
    const above = thresholds.filter((threshold) => row.promptTokens > threshold).at(-1);
    return JSON.stringify([
      grain.of === 'all' ? '' : row.sessionId,
      grain.of === 'agents' ? row.agentId : '',
      row.at === null ? null : row.at - (row.at % ms),
      ...[row.model, row.fast === 1, row.geo, row.tier],
      above === undefined ? 0 : above + 1,
    ]);
  });
  return [...groups].map(([key, own]) => {
    const sums = SUMMED.map((column) => sum(own, (row) => row[column]));
    const answers = own.filter(({ attempt }) => attempt === 0);
    return [key, [...sums, answers.length, answers.filter(({ finished }) => finished === 0).length]];
  });
}

const SUMMED = [
  ...(['input', 'output', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'] as const),
  ...(['rebuiltInput', 'rebuilt5m', 'rebuilt1h', 'webSearches'] as const),
] as const;

function plain(group: ReturnType<typeof usageGroups>[number]): PlainGroup {
  const { sessionId, agentId, at: begin, model, fast, geo, tier, promptTokens, tokens, rebuilt } = group;
  return [
    JSON.stringify([sessionId, agentId, begin, model, fast, geo, tier, promptTokens]),
    [
      ...[tokens.input, tokens.output, tokens.cacheRead, tokens.cacheWrite5m, tokens.cacheWrite1h],
      ...[rebuilt.input, rebuilt.cacheWrite5m, rebuilt.cacheWrite1h],
      ...[group.webSearches, group.responses, group.unfinished],
    ],
  ];
}

function sorted(groups: readonly PlainGroup[]): PlainGroup[] {
  return [...groups].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

function totals(groups: readonly PlainGroup[]): number[] {
  return [...SUMMED, 'own_responses', 'unfinished'].map((_, i) => sum(groups, ([, sums]) => sums[i] ?? 0));
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((all, item) => all + of(item), 0);
}
