import { expect } from 'vitest';
import { compactionFigures } from '../../src/analyse/compaction.ts';
import { contextReport } from '../../src/analyse/context-report.ts';
import { LEDGER_VIEWS } from '../../src/analyse/fold-ledger.ts';
import { pricerFor } from '../../src/analyse/pricer.ts';
import { StepPricer } from '../../src/analyse/step-pricer.ts';
import { tokenmaxxFigures } from '../../src/analyse/tokenmaxx.ts';
import { type Millis, millis } from '../../src/model/time.ts';
import type { UsageGroup } from '../../src/model/usage-group.ts';
import type { PriceTable } from '../../src/price/price-table.ts';
import { promptThresholds } from '../../src/price/prompt-thresholds.ts';
import { compactionRows } from '../../src/query/compactions.ts';
import { contextLabels } from '../../src/query/contexts.ts';
import { growingSessions, mainSpanFinder } from '../../src/query/growing-sessions.ts';
import { keptContexts } from '../../src/query/ledger-pages.ts';
import { provenanceOf } from '../../src/query/provenance.ts';
import { rebuildsOf } from '../../src/query/rebuilds.ts';
import { responseFilter } from '../../src/query/response-filter.ts';
import { usageGroups } from '../../src/query/usage-groups.ts';
import type { Store } from '../../src/store/open-store.ts';
import { shipped } from '../price/shipped-prices.ts';

export interface Question {
  readonly since?: Millis | null;
  readonly until?: Millis | null;
  readonly model?: string | null;
  readonly prices?: PriceTable;
}

/** All that cards say of a store as a whole, in every view and to the last row. */
export function answersOf(store: Store, { since = null, until = null, model = null, prices = shipped }: Question) {
  const [price, thresholds] = [pricerFor(prices), promptThresholds(prices)];
  const isModel = (name: string) => model === null || name === model;
  const where = responseFilter(store, { since, until, model, project: null, sessionId: null }, isModel);
  const filter = { since, until, isModel };
  const groups = usageGroups(store, where, thresholds, { time: 'day', of: 'all' });
  const apart = usageGroups(store, where, thresholds, { time: 'day', of: 'agents' });
  const { files, ...provenance } = provenanceOf(store, where);
  const growing = growingSessions(store, where, 3);
  const labels = contextLabels(store);
  const basis = { price, thresholds, filter, now: millis(0), spanOf: mainSpanFinder(store) };
  const facts = () => ({ groups, sessions: provenance.sessions, contexts: keptContexts(store, where) });
  const reports = LEDGER_VIEWS.flatMap((view) =>
    [null, 2].map((most) => {
      const rebuilds = rebuildsOf(store, where, thresholds);
      const labelOf = (session: string, agent: string, passenger: number) => labels(session, agent)[passenger] ?? '';
      const compactionOf = (base: { readonly tokens: number; readonly weight: bigint }) =>
        compactionFigures(compactionRows(store, where, thresholds), growing, { ...basis, base });
      const question = { view, most, named: most !== null };
      const pricer = new StepPricer(price, thresholds, filter);
      return contextReport({ ...facts(), rebuilds, labelOf, compactionOf }, price, pricer, question);
    }),
  );
  const pricer = new StepPricer(price, thresholds, filter);
  const lean = tokenmaxxFigures({ ...facts(), groupsBefore: null, turns: 0 }, price, pricer);
  const growers = growing.sessions.map(({ context: _, ...session }) => session);
  expect(together(groups)).toEqual(together(apart));
  return { groups, provenance, growing: { passed: growing.passed, growers }, reports, lean };
}

/** Groups of single threads as those of all. */
function together(groups: readonly UsageGroup[]): unknown {
  const sums = new Map<string, number[]>();
  for (const {
    at,
    model,
    fast,
    geo,
    tier,
    promptTokens,
    tokens,
    rebuilt,
    webSearches,
    responses,
    unfinished,
  } of groups) {
    const key = [at, model, fast, geo, tier, promptTokens].join(' ');
    const own = [...Object.values(tokens), ...Object.values(rebuilt), webSearches, responses, unfinished];
    sums.set(key, sums.get(key)?.map((sum, i) => sum + (own[i] ?? 0)) ?? own);
  }
  return sums;
}
