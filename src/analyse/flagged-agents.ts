import { append } from '../model/long-lists.ts';
import type { UsageGroup } from '../model/usage-group.ts';
import { AGENT_FLAGS, type AgentFlag, type Judgement, type NotJudged } from './agent-flags.ts';
import type { Pricer } from './pricer.ts';
import { sumUsage, type Usage } from './usage.ts';
import { type WeightShare, weightShare } from './weight-share.ts';

/** How much weight is concentrated in flagged agents: a measurement, not a saving. */
export interface FlaggedAgents {
  readonly agents: number;
  /** Agents that could be judged: what `agents` is a part of. */
  readonly judged: number;
  /** Of the flagged agents; null when none could be judged: unknown, not zero. */
  readonly usage: Usage | null;
  /** Of all agents' weight, judged or not. */
  readonly share: WeightShare;
  /** Of everything, main threads included. */
  readonly shareOfAll: WeightShare;
  /** Agents by flag; one with both counts for both. */
  readonly byFlag: Readonly<Record<AgentFlag, number>>;
  readonly notJudged: Readonly<Record<NotJudged, number>>;
}

/** Adds up the agents that have a flag, each with its own groups. */
export function flaggedAgents(
  agents: readonly { readonly judgement: Judgement; readonly groups: readonly UsageGroup[] }[],
  { totals, all, price }: { readonly totals: Usage | null; readonly all: Usage; readonly price: Pricer },
): FlaggedAgents {
  const byFlag = Object.fromEntries(AGENT_FLAGS.map((flag) => [flag, 0])) as Record<AgentFlag, number>;
  const notJudged = { no_transcript: 0, cut: 0, unfinished: 0, unpriced: 0 };
  const groups: UsageGroup[] = [];
  let [flagged, judged] = [0, 0];
  for (const { judgement, groups: own } of agents) {
    if (judgement.kind === 'not-judged') {
      notJudged[judgement.why]++;
      continue;
    }
    judged++;
    for (const flag of judgement.flags) byFlag[flag]++;
    if (judgement.flags.length === 0) continue;
    flagged++;
    append(groups, own);
  }
  const usage = judged === 0 && agents.length > 0 ? null : sumUsage(groups, price);
  const [share, shareOfAll] = [weightShare(usage, totals), weightShare(usage, all)];
  return { agents: flagged, judged, usage, share, shareOfAll, byFlag, notJudged };
}
