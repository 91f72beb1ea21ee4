import { promptTokens, totalTokens } from '../model/tokens.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { ContextLedger, LedgerItem } from './context-ledger.ts';
import { type Efficiency, efficiencyOf } from './efficiency.ts';
import type { Pricer } from './pricer.ts';
import { promptWeight, totalWeight } from './total-weight.ts';
import { sumUsage, type Usage } from './usage.ts';

/** The figures of `tj tokenmaxx`. */
export interface Tokenmaxx {
  readonly now: Efficiency;
  readonly totals: Usage;
  readonly turns: number;
  /** The largest single cause of overhead: one kind of item, of tool results those of one tool; null without any. */
  readonly cause: LedgerItem | null;
  /** The seven days before the window; null when it is not asked for. */
  readonly before: Week | null;
  /** The last seven days of the window and the seven before; null where the window is no usual one. */
  readonly weeks: { readonly last: Week; readonly before: Week } | null;
}

/** How lean seven days were. */
export interface Week {
  readonly efficiency: Efficiency;
  readonly totals: Usage;
}

/** What it is made from. */
export interface TokenmaxxFacts {
  readonly groups: readonly UsageGroup[];
  /** How many sessions the groups are of. */
  readonly sessions: number;
  /** The same of the week before; null when it is not asked for. */
  readonly groupsBefore: readonly UsageGroup[] | null;
  /** Of the last seven days of the window and of the seven before; null where they are not asked for. */
  readonly weeks: { readonly last: readonly UsageGroup[]; readonly before: readonly UsageGroup[] } | null;
  /** What all threads of the window came to. */
  readonly ledger: ContextLedger;
  readonly turns: number;
}

/** How lean the window was, and what weighed most. */
export function tokenmaxxFigures(facts: TokenmaxxFacts, price: Pricer): Tokenmaxx {
  const { groups, groupsBefore, turns, sessions, ledger } = facts;
  const totals = { ...sumUsage(groups, price), sessions };
  ledger.settle(promptTokens(totals.tokens), promptWeight(groups, price));
  const base = { tokens: totalTokens(totals.tokens), weight: totalWeight(groups, price) };
  const { items } = ledger.report({ view: 'tool', most: 1, named: false }, base, () => '');
  return {
    ...{ now: efficiencyOf(groups, price), totals, turns, cause: items[0] ?? null },
    before: groupsBefore === null ? null : weekOf(groupsBefore, price),
    weeks:
      facts.weeks === null
        ? null
        : { last: weekOf(facts.weeks.last, price), before: weekOf(facts.weeks.before, price) },
  };
}

function weekOf(groups: readonly UsageGroup[], price: Pricer): Week {
  return { efficiency: efficiencyOf(groups, price), totals: sumUsage(groups, price) };
}
