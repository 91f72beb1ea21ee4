import { NO_MONEY, type PicoUsd } from '../model/money.ts';
import { ratio } from './composition.ts';
import type { QuotaAudit } from './quota-audit.ts';

/** Below this share of all cost no setting is worth a try. */
export const LEAST_SHARE = 0.02;

/** What a setting would have been about, as a share of all cost; null where nothing has a price. */
export interface ProposedSetting {
  readonly share: number | null;
  readonly isWorthIt: boolean;
}

export interface ProposedSettings {
  /** Another model for the work of main threads: the turns of the candidates. */
  readonly turns: ProposedSetting;
  /** Another model for agents: those that are Sonnet-shaped. */
  readonly agents: ProposedSetting;
}

/** Which settings does the audit propose? `whole`: list price of everything in the window, whatever its model. */
export function proposedSettings({ premium, agents, candidates }: QuotaAudit, whole: PicoUsd | null): ProposedSettings {
  const turns = candidates.flatMap((run) => run.turns).reduce((sum, turn) => sum + (turn.usage.cost ?? 0n), 0n);
  const premiumShare = shareOf(premium.cost ?? NO_MONEY, whole);
  const ofPremium = agents.shapedShare.listPrice;
  return {
    turns: proposed(shareOf(turns as PicoUsd, whole)),
    agents: proposed(ofPremium === null || premiumShare === null ? null : ofPremium * premiumShare),
  };
}

function shareOf(part: PicoUsd, whole: PicoUsd | null): number | null {
  return whole === null || whole === 0n ? null : ratio(part, whole);
}

function proposed(share: number | null): ProposedSetting {
  return { share, isWorthIt: share !== null && share >= LEAST_SHARE };
}
