import { once } from '../model/once.ts';
import { promptTokens, totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { ClaudeContextRow } from '../query/claude-contexts.ts';
import type { ContextRow } from '../query/contexts.ts';
import type { PartUse } from '../query/part-uses.ts';
import type { Rebuilds } from '../query/rebuilds.ts';
import type { CompactionFigures } from './compaction.ts';
import { type Composition, compositionOf } from './composition.ts';
import {
  ContextLedger,
  type LabelFinder,
  type Ledger,
  type LedgerBase,
  type LedgerQuestion,
} from './context-ledger.ts';
import { type FixedContextPart, fixedContext } from './fixed-context.ts';
import type { LedgerView } from './fold-ledger.ts';
import type { Pricer } from './pricer.ts';
import { type RebuildReport, rebuildReport } from './rebuild-report.ts';
import { type Recurring, RecurringFinder } from './recurring.ts';
import type { StepPricer } from './step-pricer.ts';
import { promptWeight, totalWeight } from './total-weight.ts';
import { sumUsage, type Usage } from './usage.ts';
import { ContextWeigher, type Weighed } from './weigh-context.ts';

/** What the store knows of a window's prompts. */
export interface ContextFacts {
  readonly groups: readonly UsageGroup[];
  /** How many sessions the groups are of. */
  readonly sessions: number;
  /** Threads of one session follow on one another. */
  readonly contexts: Iterable<ContextRow>;
  readonly rebuilds: Rebuilds;
  /** Only asked where parts of the fixed context have names. */
  readonly partUses: (() => readonly PartUse[]) | null;
  /** What Claude Code measured itself. */
  readonly claudeContexts: readonly ClaudeContextRow[];
  readonly labelOf: LabelFinder;
  /** Compactions, with shares of this base. */
  readonly compactionOf: (base: LedgerBase) => CompactionFigures;
}

/** The figures of the context card (insight.md sections 1 to 4). */
export interface ContextReport {
  readonly totals: Usage;
  readonly composition: Composition;
  readonly rebuilds: RebuildReport;
  readonly kinds: Ledger;
  readonly ledger: Ledger;
  readonly fixed: readonly FixedContextPart[];
  readonly claudeContexts: readonly ClaudeContextRow[];
  readonly recurring: readonly Recurring[];
  readonly compaction: CompactionFigures;
  readonly view: LedgerView;
}

/** What the context of a window was made of, what was paid for twice, and what was read in many sessions. */
export function contextReport(
  facts: ContextFacts,
  price: Pricer,
  pricer: StepPricer,
  question: LedgerQuestion,
): ContextReport {
  const sums = new ContextSums();
  const weigher = new ContextWeigher(pricer);
  for (const row of facts.contexts) sums.add(row, weigher.weigh(row));
  return sums.report(facts, price, question);
}

/** Adds up the threads of a window as they are weighed: for an answer that weighs them for other ends as well. */
export class ContextSums {
  readonly #ledger: ContextLedger;
  readonly #recurring = new RecurringFinder();

  /** `countsResponses`: as of the ledger. */
  constructor(countsResponses = true) {
    this.#ledger = new ContextLedger(countsResponses);
  }

  /** Each thread once; threads of one session follow on one another. */
  add(row: ContextRow, weighed: Weighed): void {
    this.#ledger.add(row, weighed);
    this.#recurring.add(row, weighed);
  }

  /** As of the ledger. */
  costOf(...asked: Parameters<ContextLedger['costOf']>): bigint {
    return this.#ledger.costOf(...asked);
  }

  /** Once all threads are added. */
  report(facts: Omit<ContextFacts, 'contexts'>, price: Pricer, question: LedgerQuestion): ContextReport {
    const { groups, sessions, rebuilds, labelOf, claudeContexts } = facts;
    const totals = { ...sumUsage(groups, price), sessions };
    const composition = compositionOf(groups, price);
    const base: LedgerBase = { tokens: totalTokens(totals.tokens), weight: totalWeight(groups, price) };
    const ledger = this.#ledger;
    ledger.settle(promptTokens(totals.tokens), promptWeight(groups, price));
    const fixed = once(() => {
      const { items } = ledger.report({ view: 'fixed', most: null, named: false }, base, labelOf);
      return fixedContext(items, facts.partUses);
    });
    return {
      ...{ totals, composition, claudeContexts, view: question.view },
      rebuilds: rebuildReport(rebuilds, composition, groups, base, price),
      kinds: ledger.report({ view: 'kind', most: null, named: false }, base, labelOf),
      ledger: ledger.report(question, base, labelOf),
      // The card does not ask.
      get fixed() {
        return fixed();
      },
      recurring: this.#recurring.report(question.most ?? Number.POSITIVE_INFINITY, base, labelOf),
      compaction: facts.compactionOf(base),
    };
  }
}
