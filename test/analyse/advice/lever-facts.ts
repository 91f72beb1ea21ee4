import { DelegateFinder } from '../../../src/analyse/advice/delegate.ts';
import { effortLevers } from '../../../src/analyse/advice/effort.ts';
import { readingRuns } from '../../../src/analyse/advice/reading-runs.ts';
import { LEVER_CAUSES, pauseLevers, switchLevers } from '../../../src/analyse/advice/rebuild-levers.ts';
import { failedRepeats, RetryFinder } from '../../../src/analyse/advice/retry-loop.ts';
import { rightSizeAgentLevers } from '../../../src/analyse/advice/right-size-agents.ts';
import { agentsReport } from '../../../src/analyse/agents-report.ts';
import { auditUnits } from '../../../src/analyse/audit-units.ts';
import { judgeUnit } from '../../../src/analyse/audit-verdicts.ts';
import { compactionFigures } from '../../../src/analyse/compaction.ts';
import { leftAfterOf } from '../../../src/analyse/left-after.ts';
import { PartPrices } from '../../../src/analyse/part-prices.ts';
import { quotaAudit } from '../../../src/analyse/quota-audit.ts';
import { StepPricer } from '../../../src/analyse/step-pricer.ts';
import { totalWeight } from '../../../src/analyse/total-weight.ts';
import { ContextWeigher } from '../../../src/analyse/weigh-context.ts';
import { millis } from '../../../src/model/time.ts';
import { hourBorders } from '../../../src/price/hour-borders.ts';
import { isPremium, nextTierIds } from '../../../src/price/next-tier.ts';
import { agentList } from '../../../src/query/agent-list.ts';
import { compactionRows } from '../../../src/query/compactions.ts';
import { contextsWithin } from '../../../src/query/contexts.ts';
import { failingCalls, failingResponses } from '../../../src/query/failing-calls.ts';
import { growingSessions, mainSpanFinder } from '../../../src/query/growing-sessions.ts';
import { idleThinking } from '../../../src/query/idle-thinking.ts';
import { callModels, mainCalls } from '../../../src/query/main-calls.ts';
import { rebuildsFor } from '../../../src/query/rebuilds-for.ts';
import { ALL_RESPONSES } from '../../../src/query/response-filter.ts';
import { unitParts } from '../../../src/query/unit-parts.ts';
import { usageGroups } from '../../../src/query/usage-groups.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { at } from '../../checklist/lines.ts';
import { shipped } from '../../price/shipped-prices.ts';
import { groupsOf, price, thresholds } from './lever-history.ts';

/** Levers of a store, and the figures that other commands have for the same. */

export function pausesOf(store: Store) {
  const leftAfter = leftAfterOf(compactionRows(store, ALL_RESPONSES, thresholds));
  return pauseLevers(rebuildsFor(store, ALL_RESPONSES, LEVER_CAUSES), leftAfter, price);
}

export function switchesOf(store: Store) {
  return switchLevers(rebuildsFor(store, ALL_RESPONSES, LEVER_CAUSES), price);
}

export function figuresOf(store: Store) {
  const now = millis(Date.parse(at(2000)));
  const rows = compactionRows(store, ALL_RESPONSES, thresholds);
  return compactionFigures(rows, growingSessions(store, ALL_RESPONSES, 40, now), {
    ...{ price, thresholds, now, cleanupDays: 30, spanOf: mainSpanFinder(store) },
    base: { tokens: 1, weight: totalWeight(groupsOf(store), price) },
    filter: { since: null, until: null, isModel: () => true },
  });
}

export function premiumIn(store: Store): string[] {
  return [...new Set(groupsOf(store).map(({ model }) => model))].filter((model) => isPremium(shipped, model));
}

export function auditOf(store: Store) {
  const parts = unitParts(store, ALL_RESPONSES, premiumIn(store), thresholds);
  const judged = [...auditUnits(parts, new PartPrices(price, thresholds))].map((session) => session.map(judgeUnit));
  return quotaAudit(judged, price, nextTierIds(shipped), 0);
}

export function agentsOf(store: Store) {
  const rows = agentList(store, ALL_RESPONSES);
  const groups = usageGroups(store, ALL_RESPONSES, thresholds, { time: 'day', of: 'agents' });
  const report = agentsReport({ rows, groups, everything: groups, cut: new Set(), price, table: shipped });
  const facts = { agents: report.agents, groups, price, table: shipped, nextTier: nextTierIds(shipped) };
  return { report, levers: rightSizeAgentLevers(facts) };
}

export function effortsOf(store: Store) {
  return effortLevers(idleThinking(store, ALL_RESPONSES), price);
}

export function delegatesOf(store: Store) {
  const premium = new Set(premiumIn(store));
  const modelOf = callModels(store);
  const runs = readingRuns(mainCalls(store, ALL_RESPONSES), (call) => premium.has(modelOf(call)));
  return ofContexts(store, new DelegateFinder(runs, price, nextTierIds(shipped)));
}

export function retriesOf(store: Store) {
  const repeats = failedRepeats(failingCalls(store, ALL_RESPONSES));
  return ofContexts(store, new RetryFinder(repeats, failingResponses(store, ALL_RESPONSES, repeats), price));
}

/** What is found in the contexts of all threads. */
function ofContexts(store: Store, finder: DelegateFinder | RetryFinder) {
  const filter = { since: null, until: null, isModel: () => true };
  const weigher = new ContextWeigher(new StepPricer(price, { thresholds, hours: hourBorders(shipped) }, filter));
  for (const row of contextsWithin(store, ALL_RESPONSES)) finder.add(row, weigher.weigh(row));
  return finder.levers();
}
