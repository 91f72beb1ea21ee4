import type { LeverFinder } from '../analyse/advice/advice.ts';
import { DelegateFinder } from '../analyse/advice/delegate.ts';
import { effortLevers } from '../analyse/advice/effort.ts';
import type { LeverKind } from '../analyse/advice/lever.ts';
import { longSessionLevers } from '../analyse/advice/long-session.ts';
import { readingRuns } from '../analyse/advice/reading-runs.ts';
import { LEVER_CAUSES, pauseLevers, switchLevers } from '../analyse/advice/rebuild-levers.ts';
import { failedRepeats, RetryFinder } from '../analyse/advice/retry-loop.ts';
import { rightSizeAgentLevers } from '../analyse/advice/right-size-agents.ts';
import { rightSizeTurnLevers } from '../analyse/advice/right-size-turns.ts';
import type { CompactionFigures } from '../analyse/compaction.ts';
import type { LedgerBase } from '../analyse/context-ledger.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { once } from '../model/once.ts';
import type { Millis } from '../model/time.ts';
import { isPremium, nextTierIds } from '../price/next-tier.ts';
import { failingCalls, failingResponses } from '../query/failing-calls.ts';
import { idleThinking } from '../query/idle-thinking.ts';
import { callModels, mainCalls } from '../query/main-calls.ts';
import { rebuildsFor } from '../query/rebuilds-for.ts';
import { agentsOf, type FoundAgents } from './agents-of.ts';
import type { Asked } from './ask.ts';
import { compactionsOf } from './compactions-of.ts';
import { auditOf } from './judged-units.ts';

/** Finders of one or more kinds. */
interface Finders {
  readonly inLedger: readonly (DelegateFinder | RetryFinder)[];
  readonly elsewhere: readonly LeverFinder[];
}

/** What other commands answer and levers are found in, each when it is first asked for. */
export interface FoundWork {
  readonly compactions: () => CompactionFigures;
  readonly agents: () => FoundAgents;
  readonly audit: () => QuotaAudit;
}

/** As `tj context`, `tj agents` and `tj quota-audit` find it; `base`: what shares are of. */
export function foundWork(asked: Asked, base: LedgerBase, now: Millis): FoundWork {
  return {
    compactions: compactionsOf(asked, base, now),
    agents: once(() => agentsOf(asked)),
    audit: once(() => auditOf(asked)),
  };
}

/** Finds what would have changed the cost of how the work was done: of one kind, or of all of them. */
export function workLevers(asked: Asked, work: FoundWork, kind: LeverKind | null): Finders {
  const { store, where, price } = asked;
  const ofKind = <T>(each: LeverKind, finder: () => T): T[] => (kind === null || kind === each ? [finder()] : []);
  const rebuilds = once(() => rebuildsFor(store, where, LEVER_CAUSES));
  return {
    inLedger: [
      ...ofKind<DelegateFinder | RetryFinder>('delegate', () => delegates(asked)),
      ...ofKind('retry-loop', () => retries(asked)),
    ],
    elsewhere: [
      ...ofKind('pause', () => () => pauseLevers(rebuilds(), work.compactions().leftAfter, price)),
      ...ofKind('model-switch', () => () => switchLevers(rebuilds(), price)),
      ...ofKind('long-session', () => () => longSessionLevers(work.compactions())),
      ...ofKind('right-size-turns', () => () => rightSizeTurnLevers(work.audit())),
      ...ofKind('right-size-agents', () => () => rightSizeAgents(asked, work.agents())),
      ...ofKind('effort', () => () => effortLevers(idleThinking(store, where), price)),
    ],
  };
}

function delegates({ store, where, groups, table, price }: Asked): DelegateFinder {
  const premium = new Set(groups.map(({ model }) => model).filter((model) => isPremium(table, model)));
  const modelOf = callModels(store);
  const runs = readingRuns(mainCalls(store, where), (call) => premium.has(modelOf(call)));
  return new DelegateFinder(runs, price, nextTierIds(table));
}

function retries({ store, where, price }: Asked): RetryFinder {
  const repeats = failedRepeats(failingCalls(store, where));
  return new RetryFinder(repeats, failingResponses(store, where, repeats), price);
}

function rightSizeAgents({ price, table }: Asked, { report, groups }: FoundAgents) {
  return rightSizeAgentLevers({ agents: report.agents, groups, price, table, nextTier: nextTierIds(table) });
}
