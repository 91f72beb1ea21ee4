import type { BoundedFinder } from '../analyse/advice/advice.ts';
import type { LeverKind } from '../analyse/advice/lever.ts';
import { mostBelow } from '../analyse/advice/right-size-agents.ts';
import { AGENT_LIMITS } from '../analyse/agent-flags.ts';
import { CRITERIA } from '../analyse/audit-criteria.ts';
import type { ContextLedger } from '../analyse/context-ledger.ts';
import { promptWeight } from '../analyse/total-weight.ts';
import { sumUsage } from '../analyse/usage.ts';
import type { FixedPart } from '../model/fixed-part.ts';
import { groupBy } from '../model/group-by.ts';
import { once } from '../model/once.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { isPremium, nextTierIds } from '../price/next-tier.ts';
import { ofAgents, ofFailing, ofLightTurns } from '../query/light-work.ts';
import type { ResponseWhere } from '../query/response-filter.ts';
import { type Grain, TOGETHER, usageGroups } from '../query/usage-groups.ts';
import type { Asked } from './ask.ts';

/** What certain effects cannot exceed, by kind of lever; without those that are found as quickly. */
type MostOf = Partial<Record<LeverKind, BoundedFinder['atMost']>>;

/**
 * What no certain effect of a kind of lever exceeds, in pico-dollars, known without looking for it: nothing that leaves was
 * dearer than all that could leave. `ledger`: of all threads of the window.
 */
export function mostOfLevers(asked: Asked, ledger: Pick<ContextLedger, 'costOf'>): MostOf {
  const { store, where, groups, thresholds, price, table } = asked;
  const returned = once(() => ledger.costOf(['tool', 'image']));
  const groupsOf = (some: ResponseWhere, grain = TOGETHER) => usageGroups(store, some, thresholds, asked.fine(grain));
  const below = (some: readonly UsageGroup[]) => mostBelow(some, { price, table, nextTier: nextTierIds(table) });
  const written = (some: readonly UsageGroup[]) => (sumUsage(some, price).cost ?? 0n) - promptWeight(some, price);
  const premium = [...new Set(groups.map(({ model }) => model))].filter((model) => isPremium(table, model));
  return {
    // Half of what was thought, which is a part of it.
    effort: () => written(groups) / 2n,
    'right-size-agents': () => below(ofLightOnes(groupsOf(ofAgents(where), BY_AGENT))),
    'right-size-turns': () => below(groupsOf(ofLightTurns(where, premium, SHAPED))),
    'mcp-server': () => ledger.costOf(['base'], (part) => NAMED.has(part)) + ledger.costOf(['memory', 'hook']),
    file: returned,
    delegate: returned,
    'retry-loop': () => returned() + written(groupsOf(ofFailing(where))),
  };
}

const BY_AGENT: Grain = { time: 'day', of: 'agents' };

/** Of agents that wrote little enough to be flagged. */
function ofLightOnes(groups: readonly UsageGroup[]): UsageGroup[] {
  return [...groupBy(groups, ({ sessionId, agentId }) => `${sessionId}/${agentId}`).values()].flatMap((own) => {
    const output = own.reduce((sum, { tokens }) => sum + tokens.output, 0);
    return output < AGENT_LIMITS.belowOutputTokens ? own : [];
  });
}

/** Parts of the fixed context that can be taken out. */
const NAMED: ReadonlySet<string> = new Set<FixedPart>(['mcp', 'skill', 'agent']);

/** More than that is no Sonnet-shaped turn. */
const SHAPED = { outputTokens: limitOf('output'), toolCalls: limitOf('tool_calls') };

function limitOf(id: (typeof CRITERIA)[number]['id']): number {
  return CRITERIA.find((criterion) => criterion.id === id)?.limit ?? Number.MAX_SAFE_INTEGER;
}
