import type { BoundedFinder } from '../analyse/advice/advice.ts';
import type { LeverKind } from '../analyse/advice/lever.ts';
import { mostBelow } from '../analyse/advice/right-size-agents.ts';
import { AGENT_LIMITS } from '../analyse/agent-flags.ts';
import { CRITERIA } from '../analyse/audit-criteria.ts';
import type { ContextLedger } from '../analyse/context-ledger.ts';
import { promptWeight } from '../analyse/total-weight.ts';
import { sumUsage } from '../analyse/usage.ts';
import type { FixedPart } from '../model/fixed-part.ts';
import { once } from '../model/once.ts';
import { isPremium, nextTierIds } from '../price/next-tier.ts';
import { ofLightAgents, ofLightTurns } from '../query/light-work.ts';
import type { ResponseWhere } from '../query/response-filter.ts';
import { TOGETHER, usageGroups } from '../query/usage-groups.ts';
import type { Asked } from './ask.ts';

/** What certain effects cannot exceed, by kind of lever; without those that are found as quickly. */
type MostOf = Partial<Record<LeverKind, BoundedFinder['atMost']>>;

/**
 * What no certain effect of a kind of lever exceeds, in pico-dollars, known without looking for it: nothing that leaves was
 * dearer than all that could leave. `ledger`: of all threads of the window.
 */
export function mostOfLevers(asked: Asked, ledger: Pick<ContextLedger, 'costOf'>): MostOf {
  const { store, where, groups, thresholds, price, table } = asked;
  const written = once(() => (sumUsage(groups, price).cost ?? 0n) - promptWeight(groups, price));
  const returned = once(() => ledger.costOf(['tool', 'image']));
  const below = (light: ResponseWhere) =>
    mostBelow(usageGroups(store, light, thresholds, asked.fine(TOGETHER)), {
      ...{ price, table, nextTier: nextTierIds(table) },
    });
  const premium = [...new Set(groups.map(({ model }) => model))].filter((model) => isPremium(table, model));
  return {
    // Half of what was thought, which is a part of it.
    effort: () => written() / 2n,
    'right-size-agents': () => below(ofLightAgents(where, AGENT_LIMITS.belowOutputTokens)),
    'right-size-turns': () => below(ofLightTurns(where, premium, SHAPED)),
    'mcp-server': () => ledger.costOf(['base'], (part) => NAMED.has(part)) + ledger.costOf(['memory', 'hook']),
    file: returned,
    delegate: returned,
    'retry-loop': () => returned() + written(),
  };
}

/** Parts of the fixed context that can be taken out. */
const NAMED: ReadonlySet<string> = new Set<FixedPart>(['mcp', 'skill', 'agent']);

/** More than that is no Sonnet-shaped turn. */
const SHAPED = { outputTokens: limitOf('output'), toolCalls: limitOf('tool_calls') };

function limitOf(id: (typeof CRITERIA)[number]['id']): number {
  return CRITERIA.find((criterion) => criterion.id === id)?.limit ?? Number.MAX_SAFE_INTEGER;
}
