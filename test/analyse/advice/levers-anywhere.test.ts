import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { baseOf } from '../../../src/analyse/advice/advice-report.ts';
import type { Lever, LeverKind } from '../../../src/analyse/advice/lever.ts';
import { type ContextReport, contextReport } from '../../../src/analyse/context-report.ts';
import type { LedgerView } from '../../../src/analyse/fold-ledger.ts';
import { stepPricerOf } from '../../../src/cli/step-pricer.ts';
import { millis } from '../../../src/model/time.ts';
import { contextLabels, contextsWithin } from '../../../src/query/contexts.ts';
import { partSessions } from '../../../src/query/part-sessions.ts';
import { partUses } from '../../../src/query/part-uses.ts';
import { rebuildsOf } from '../../../src/query/rebuilds.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { corpora, removeRoots } from '../../corpus.ts';
import { storeOf } from '../../tree.ts';
import { askedOf, leversIn } from './advice-in.ts';

afterAll(removeRoots);

describe.each(corpora())('on %s', (_name, folderOf) => {
  let store: Store;
  beforeAll(async () => {
    store = await storeOf(folderOf());
  });
  afterAll(() => store.close());

  it('no effect exceeds the cost, evidence sums to it, and no lever stands twice', () => {
    for (const window of [{}, ...halfOf(store)]) {
      const levers = leversIn(store, window);
      for (const { id, cost, effect, evidence, actions, sessions } of levers) {
        expect([id, 0n <= effect.low && effect.low <= effect.high && effect.high <= cost.weight]).toEqual([id, true]);
        expect([id, sum(evidence.map(({ weight }) => weight))]).toEqual([id, cost.weight]);
        expect([id, evidence.reduce((all, { tokens }) => all + tokens, 0)]).toEqual([id, cost.tokens]);
        expect([id, new Set(evidence.map(({ sessionId }) => sessionId)).size]).toEqual([id, sessions]);
        expect([id, actions.length > 0]).toEqual([id, true]);
      }
      expect(new Set(levers.map(({ id }) => id)).size).toBe(levers.length);
      const lows = levers.map(({ effect }) => effect.low);
      expect(lows).toEqual([...lows].sort((a, b) => (a === b ? 0 : a > b ? -1 : 1)));
    }
  });

  it('each costs what tj context shows for the same thing', () => {
    const fixed = reportOf(store, 'fixed');
    const byTool = reportOf(store, 'tool');
    for (const lever of leversIn(store)) {
      const known = costInContext(lever, fixed, byTool);
      if (known === null) continue;
      expect([lever.id, Number(lever.cost.weight) / 1e12]).toEqual([lever.id, expect.closeTo(known, 9)]);
    }
  });

  it('each that names tj context --by fixed has the tokens, responses and sessions of a row there', () => {
    const rows = reportOf(store, 'fixed').fixed;
    for (const { id, kind, subject, check, cost, responses, sessions } of leversIn(store)) {
      if (check !== 'tj context --by fixed') continue;
      const row = rows.find(({ part, name }) => part === FIXED[kind] && name === subject);
      expect([id, row?.sentTokens, row?.responses, row?.sessions]).toEqual([id, cost.tokens, responses, sessions]);
    }
  });

  it('no part of the fixed context was in more responses or sessions than there are', () => {
    const all = store.prepare<[], number>('SELECT count(*) FROM own_responses').pluck().get() ?? 0;
    const sessions = store.prepare<[], number>('SELECT count(*) FROM sessions').pluck().get() ?? 0;
    for (const row of reportOf(store, 'fixed').fixed)
      expect([row.name, row.responses <= all, row.sessions <= sessions]).toEqual([row.name, true, true]);
  });

  it('as many sessions used a part as tj context says', () => {
    const { where } = askedOf(store);
    const ids = store.prepare<[], string>('SELECT session_id FROM sessions').pluck().all();
    const counts = new Map<string, number>();
    for (const { part, name } of partSessions(store, where, ids))
      counts.set(`${part} ${name}`, 1 + (counts.get(`${part} ${name}`) ?? 0));
    const uses = partUses(store, where).filter(({ part, name }) => part !== 'tool' && name !== '');
    expect(new Map(uses.map(({ part, name, sessions }) => [`${part} ${name}`, sessions]))).toEqual(counts);
  });
});

it('no word of a promise stands in what is written for tj advise', () => {
  const folders = ['analyse/advice', 'render/advice'].map((each) => join(SRC, each));
  const files = folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)));
  expect(files.length).toBeGreaterThan(10);
  const text = files.map((file) => readFileSync(file, 'utf8')).join('\n');
  expect(text.match(/\b(?:saves?|saved|saving|savings|waste[sd]?|safe|safely|should)\b/gi)).toBeNull();
});

const SRC = fileURLToPath(new URL('../../../src', import.meta.url));

/** A window that begins amid the responses. */
function halfOf(store: Store) {
  const times = store
    .prepare<[], number>('SELECT at FROM own_responses WHERE at IS NOT NULL ORDER BY at')
    .pluck()
    .all();
  const middle = times[times.length >> 1];
  return middle === undefined ? [] : [{ since: millis(middle) }];
}

/** What levers in the fixed context are called there. */
const FIXED: Readonly<Partial<Record<LeverKind, string>>> = {
  ...{ 'mcp-server': 'mcp', skill: 'skill', 'agent-type': 'agent', 'memory-file': 'memory', 'hook-context': 'hook' },
};

/** Dollars that `tj context` has for the thing of a lever; null where it shows no such thing. */
function costInContext({ kind, subject }: Lever, fixed: ContextReport, byTool: ContextReport): number | null {
  const base = Number(fixedBase(fixed)) / 1e12;
  const part = FIXED[kind];
  if (part !== undefined) {
    const found = fixed.fixed.find((each) => each.part === part && each.name === subject);
    return (found?.shareListPrice ?? 0) * base;
  }
  if (kind === 'image') {
    const tool = subject === 'prompts' ? '' : subject;
    const found = byTool.ledger.items.find((each) => each.kind === 'image' && each.tool === tool);
    return (found?.shareListPrice ?? 0) * base;
  }
  if (kind !== 'file') return null;
  // What recurs in sessions is shown; a file that one session read three times is not.
  const found = fixed.recurring.find((each) => each.kind === 'file' && each.label === subject);
  return found === undefined ? null : (found.shareListPrice ?? 0) * base;
}

function fixedBase({ totals }: ContextReport): bigint {
  return bases.get(totals) ?? 0n;
}

const bases = new WeakMap<object, bigint>();

function reportOf(store: Store, view: LedgerView): ContextReport {
  const asked = askedOf(store);
  const { where, groups, price, thresholds } = asked;
  const labels = contextLabels(store);
  const report = contextReport(
    {
      ...{
        groups,
        sessions: 0,
        contexts: contextsWithin(store, where),
        rebuilds: rebuildsOf(store, where, thresholds, 'day'),
      },
      ...{ partUses: null, claudeContexts: [] },
      labelOf: (sessionId, agentId, item) => labels(sessionId, agentId)[item] ?? '',
      compactionOf: () => NO_COMPACTION,
    },
    price,
    stepPricerOf(asked),
    { view, most: null, named: false },
  );
  bases.set(report.totals, baseOf(groups, price).weight);
  return report;
}

const NO_COMPACTION = {
  ...{ real: [], candidates: [], sessionsPassed: 0, sessionsJudged: 0 },
  leftAfter: { tokens: 0, source: 'public' as const, compactions: 0 },
};

function sum(weights: readonly bigint[]): bigint {
  return weights.reduce((all, weight) => all + weight, 0n);
}
