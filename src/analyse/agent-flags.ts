import { NO_MONEY, picoUsd } from '../model/money.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import type { PriceTable } from '../price/price-table.ts';
import { resolveModel } from '../price/resolve-model.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage } from './usage.ts';

/** What an agent is flagged by (insight.md section 7). */
export const AGENT_LIMITS = {
  /** Lighter agents are never flagged: $0.05 of list price. */
  leastListPrice: picoUsd(50_000_000_000n),
  /** Over-provisioned: at least so many tokens of uncached input and cache read, over all its responses. */
  leastSentTokens: 50_000,
  /** Either flag: fewer output tokens than this. */
  belowOutputTokens: 2_000,
  /** Over-powered: at most so many tool calls. */
  mostToolCalls: 5,
} as const;

/** Sent much and wrote little; or did little on a premium model. A flag is a reason to look, not a saving. */
export type AgentFlag = 'over_provisioned' | 'over_powered';

export const AGENT_FLAGS: readonly AgentFlag[] = ['over_provisioned', 'over_powered'];

/** Why an agent was not judged, the first that holds. */
export type NotJudged =
  /** Only the call that started it is known. */
  | 'no_transcript'
  /** The filter leaves out a part of its responses. */
  | 'cut'
  /** Some of its output is a lower bound (C7). */
  | 'unfinished'
  /** Some of its responses have no list price. */
  | 'unpriced';

export type Judgement =
  | { readonly kind: 'judged'; readonly flags: readonly AgentFlag[] }
  | { readonly kind: 'not-judged'; readonly why: NotJudged };

/** One agent as it is judged: its own thread, without the agents below it. */
export interface AgentWork {
  readonly groups: readonly UsageGroup[];
  /** Null without a transcript. */
  readonly toolCalls: number | null;
  /** Whether the filter leaves out a part of it. */
  readonly isCut: boolean;
}

/** The flags of one agent, the one place where they are set; not judged where what they rest on is not known. */
export function judgeAgent({ groups, toolCalls, isCut }: AgentWork, price: Pricer, table: PriceTable): Judgement {
  if (toolCalls === null) return { kind: 'not-judged', why: 'no_transcript' };
  if (isCut) return { kind: 'not-judged', why: 'cut' };
  const usage = sumUsage(groups, price);
  if (usage.unfinished > 0) return { kind: 'not-judged', why: 'unfinished' };
  if (groups.some((group) => price(group).kind === 'unpriced')) return { kind: 'not-judged', why: 'unpriced' };
  const { input, cacheRead, output } = usage.tokens;
  const cost = usage.cost ?? NO_MONEY;
  if (cost < AGENT_LIMITS.leastListPrice || output >= AGENT_LIMITS.belowOutputTokens)
    return { kind: 'judged', flags: [] };
  const holds: Readonly<Record<AgentFlag, boolean>> = {
    over_provisioned: input + cacheRead >= AGENT_LIMITS.leastSentTokens,
    over_powered: toolCalls <= AGENT_LIMITS.mostToolCalls && isMostlyPremium(groups, cost, price, table),
  };
  return { kind: 'judged', flags: AGENT_FLAGS.filter((flag) => holds[flag]) };
}

/** Of several models the premium ones count when they hold more than half of the agent's list price. */
function isMostlyPremium(groups: readonly UsageGroup[], cost: bigint, price: Pricer, table: PriceTable): boolean {
  const premium = groups.filter((group) => resolveModel(table, group.model)?.prices.premium);
  return 2n * (sumUsage(premium, price).cost ?? NO_MONEY) > cost;
}
