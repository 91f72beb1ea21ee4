import { counted, fullCount } from '../../model/counted.ts';
import { groupBy } from '../../model/group-by.ts';
import { spanIdOf } from '../../model/spans.ts';
import { totalTokens } from '../../model/tokens.ts';
import type { UsageGroup } from '../../model/usage-group.ts';
import { costOf } from '../../price/cost-of.ts';
import { isPremium } from '../../price/next-tier.ts';
import type { PriceTable } from '../../price/price-table.ts';
import { AGENT_LIMITS } from '../agent-flags.ts';
import type { AgentReport } from '../agents-report.ts';
import type { NextTier } from '../audit-runs.ts';
import type { Pricer } from '../pricer.ts';
import type { Usage } from '../usage.ts';
import type { Lever, LeverAction } from './lever.ts';
import { leverOf, most } from './lever-of.ts';

/** What a model and the one a tier below it cost. */
export interface TierFacts {
  readonly price: Pricer;
  readonly table: PriceTable;
  readonly nextTier: NextTier;
}

export interface AgentFacts extends TierFacts {
  /** As `tj agents` shows them. */
  readonly agents: readonly AgentReport[];
  /** Their responses by agent. */
  readonly groups: readonly UsageGroup[];
}

/** An agent that has a flag, and what less it comes to one tier down. */
interface Flagged {
  readonly agent: AgentReport;
  readonly usage: Usage;
  readonly cost: bigint;
  readonly less: bigint;
}

/**
 * Flagged agents that ran on a premium model, by type (advice.md, `right-size-agents`): their cost as `tj agents` shows it, and
 * what the same tokens cost less one tier down. What another model answered stays as it was.
 */
export function rightSizeAgentLevers(facts: AgentFacts): Lever[] {
  const groupsOf = groupBy(facts.groups, ({ sessionId, agentId }) => `${sessionId}/${agentId}`);
  const flagged = facts.agents.flatMap((agent): Flagged[] => {
    const { usage, judgement, sessionId, agentId } = agent;
    if (judgement.kind !== 'judged' || judgement.flags.length === 0 || usage === null || usage.cost === null) return [];
    const less = lessBelow(groupsOf.get(`${sessionId}/${agentId}`) ?? [], facts);
    return less > 0n ? [{ agent, usage, cost: usage.cost, less }] : [];
  });
  return [...groupBy(flagged, ({ agent }) => agent.agentType ?? '')].map(([type, some]) => leverOfType(type, some));
}

function leverOfType(type: string, flagged: readonly Flagged[]): Lever {
  const less = flagged.reduce((sum, each) => sum + each.less, 0n);
  const limit = fullCount(AGENT_LIMITS.belowOutputTokens);
  return leverOf({
    kind: 'right-size-agents',
    subject: type === '' ? 'unknown' : type,
    title: `${counted(flagged.length, 'agent')} ${type === '' ? 'of no known type' : `of type ${type}`} wrote less than ${limit} tokens on a premium model`,
    effect: { low: less, high: less, basis: 'replayed', assumption: '' },
    actions: actionsFor(type),
    evidence: flagged.map(({ agent: { sessionId, agentId }, usage, cost }) => ({
      sessionId,
      spanId: spanIdOf('agent', sessionId, agentId),
      tokens: totalTokens(usage.tokens),
      responses: usage.responses,
      weight: cost,
    })),
  });
}

const FOR_ALL: LeverAction = {
  text: 'or all agents with the next tier, in "env" of settings.json: "CLAUDE_CODE_SUBAGENT_MODEL": "sonnet"',
};

/** An agent's file is named for its type; an own one of the same name takes the place of one that Claude Code brings. */
function actionsFor(type: string): LeverAction[] {
  if (type === '' || type.includes(':')) return [FOR_ALL];
  return [{ text: `"model: sonnet" in the head of .claude/agents/${type}.md` }, FOR_ALL];
}

function lessBelow(groups: readonly UsageGroup[], facts: TierFacts): bigint {
  return groups.reduce((sum, group) => sum + lessOf(group, facts), 0n);
}

/** What these come to less one tier down, at most: as if each was of use by itself, where that is less. */
export function mostBelow(groups: readonly UsageGroup[], facts: TierFacts): bigint {
  return groups.reduce((sum, group) => sum + most(0n, lessOf(group, facts)), 0n);
}

/** What no premium model answered, and what has no price, stays as it was. */
function lessOf(group: UsageGroup, { price, table, nextTier }: TierFacts): bigint {
  const model = isPremium(table, group.model) ? nextTier(group.at) : null;
  if (model === null) return 0n;
  const [own, below] = [price(group), price({ ...group, model, fast: false })];
  if (own.kind === 'unpriced' || below.kind === 'unpriced') return 0n;
  return costOf(own, group.tokens, group.webSearches) - costOf(below, group.tokens, group.webSearches);
}
