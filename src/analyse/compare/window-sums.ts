import { MAIN_THREAD } from '../../model/ids.ts';
import { promptTokens, totalTokens } from '../../model/tokens.ts';
import type { UsageGroup } from '../../model/usage-group.ts';
import { costOf } from '../../price/cost-of.ts';
import type { ContextRow } from '../../query/contexts.ts';
import { type Composition, compositionOf } from '../composition.ts';
import type { LabelFinder } from '../context-ledger.ts';
import type { Pricer } from '../pricer.ts';
import type { StepPricer } from '../step-pricer.ts';
import { sumUsage, type Usage } from '../usage.ts';
import { ContextWeigher } from '../weigh-context.ts';
import { FixedBySession, type PartSent } from './fixed-by-session.ts';

/** What the store knows of one of two windows. */
export interface WindowFacts {
  /** By thread. */
  readonly groups: readonly UsageGroup[];
  /** Turns that began within the window, and rebuilds of the cache, by session. */
  readonly turns: ReadonlyMap<string, number>;
  readonly rebuilds: ReadonlyMap<string, number>;
  readonly contexts: Iterable<ContextRow>;
  readonly labelOf: LabelFinder;
}

/** What one session came to within a window. Costs are in dollars, for ratios of them only. */
export interface SessionSums {
  readonly sessionId: string;
  readonly turns: number;
  responses: number;
  cost: number;
  agentsCost: number;
  prompt: number;
  cacheReads: number;
  rebuilt: number;
  newContext: number;
  uncached: number;
  output: number;
  readonly rebuilds: number;
  /** Fixed context, times the responses that sent it; and those whose prompts, and whose parts, are known. */
  readonly fixed: number;
  readonly fixedResponses: number;
  readonly namedResponses: number;
}

/** One of two windows, summed. */
export interface WindowSums {
  readonly totals: Usage;
  readonly composition: Composition;
  readonly turns: number;
  /** In order of their ids. */
  readonly sessions: readonly SessionSums[];
  /** By part and name. */
  readonly parts: ReadonlyMap<string, PartSent>;
  /** Whether anything of it has a price. */
  readonly isPriced: boolean;
}

/** Sums a window session by session. */
export function windowSums(facts: WindowFacts, price: Pricer, pricer: StepPricer): WindowSums {
  const { groups, turns } = facts;
  const totals = sumUsage(groups, price);
  const fixed = fixedOf(facts, pricer);
  const sessions = new Map<string, SessionSums>();
  const ids = new Set([...groups.map(({ sessionId }) => sessionId), ...turns.keys()]);
  for (const id of [...ids].sort()) sessions.set(id, emptySums(id, facts, fixed));
  for (const group of groups) addGroup(sessions.get(group.sessionId), group, price);
  const composition = compositionOf(groups, price);
  return {
    ...{ totals, composition },
    turns: [...turns.values()].reduce((sum, each) => sum + each, 0),
    sessions: [...sessions.values()],
    parts: fixed.byName(),
    isPriced: totals.cost !== null && totals.responses > totals.unpriced,
  };
}

function fixedOf({ groups, contexts, labelOf }: WindowFacts, pricer: StepPricer): FixedBySession {
  const responses = new Map<string, number>();
  for (const { sessionId, agentId, responses: count } of groups) {
    const thread = `${sessionId}/${agentId}`;
    responses.set(thread, (responses.get(thread) ?? 0) + count);
  }
  const fixed = new FixedBySession(labelOf, (sessionId, agentId) => responses.get(`${sessionId}/${agentId}`) ?? 0);
  const weigher = new ContextWeigher(pricer);
  for (const row of contexts) fixed.add(row, weigher.weigh(row));
  return fixed;
}

function emptySums(sessionId: string, { turns, rebuilds }: WindowFacts, { sessions }: FixedBySession): SessionSums {
  const fixed = sessions.get(sessionId);
  return {
    ...{ sessionId, turns: turns.get(sessionId) ?? 0, rebuilds: rebuilds.get(sessionId) ?? 0 },
    ...{ responses: 0, cost: 0, agentsCost: 0, prompt: 0, cacheReads: 0, rebuilt: 0, newContext: 0 },
    ...{ uncached: 0, output: 0 },
    fixed: fixed?.sent ?? 0,
    fixedResponses: fixed?.responses ?? 0,
    namedResponses: fixed?.namedResponses ?? 0,
  };
}

function addGroup(sums: SessionSums | undefined, group: UsageGroup, price: Pricer): void {
  if (sums === undefined) return;
  const { tokens, agentId } = group;
  const priced = price(group);
  const cost = priced.kind === 'priced' ? Number(costOf(priced, tokens, group.webSearches)) / PICO : 0;
  const rebuilt = group.rebuilt.cacheWrite5m + group.rebuilt.cacheWrite1h;
  sums.responses += group.responses;
  sums.cost += cost;
  if (agentId !== MAIN_THREAD) sums.agentsCost += cost;
  sums.prompt += promptTokens(tokens);
  sums.cacheReads += tokens.cacheRead;
  sums.rebuilt += rebuilt;
  sums.newContext += totalTokens({ ...tokens, input: 0, output: 0, cacheRead: 0 }) - rebuilt;
  sums.uncached += tokens.input;
  sums.output += tokens.output;
}

const PICO = 1e12;
