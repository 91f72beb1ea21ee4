import {
  type CandidatesTotal,
  type CompactionCandidate,
  type CompactionFigures,
  totalOfCandidates,
} from '../analyse/compaction.ts';
import type { RealCompaction } from '../analyse/real-compactions.ts';
import { type PicoUsd, usdNumber } from '../model/money.ts';
import { isoOrNull } from './sessions-json.ts';

/** `compaction` of the document of `tj context --json`. */
export function compactionJson(figures: CompactionFigures): object {
  const { leftAfter, sessionsPassed, sessionsJudged } = figures;
  return {
    real: figures.real.map(realFields),
    candidates: figures.candidates.map(candidateFields),
    candidates_total: totalFields(totalOfCandidates(figures.candidates)),
    left_after: { tokens: leftAfter.tokens, source: leftAfter.source, compactions: leftAfter.compactions },
    sessions_passed: sessionsPassed,
    sessions_judged: sessionsJudged,
  };
}

function totalFields({ sessions, netTokens, netPrice, shareTokens, shareListPrice }: CandidatesTotal): object {
  return {
    ...{ kind: 'estimate', sessions, net_tokens: netTokens, net_usd: usdOrNull(netPrice) },
    ...{ share_tokens: shareTokens, share_list_price: shareListPrice },
  };
}

function realFields(real: RealCompaction): object {
  const { cost } = real;
  return {
    session_id: real.sessionId,
    agent_id: real.agentId || null,
    turn_id: real.turnId,
    project: real.project,
    at: isoOrNull(real.at),
    trigger: real.trigger || null,
    tokens_before: real.tokensBefore,
    tokens_after: real.tokensAfter,
    measured_before: real.measuredBefore,
    measured_after: real.measuredAfter,
    cost_kind: cost?.kind ?? null,
    cost_tokens: cost?.tokens ?? null,
    cost_usd: usdOrNull(cost?.price ?? null),
    share_tokens: cost?.shareTokens ?? null,
    share_list_price: cost?.shareListPrice ?? null,
  };
}

function candidateFields(candidate: CompactionCandidate): object {
  const { point } = candidate;
  return {
    kind: candidate.kind,
    session_id: candidate.sessionId,
    project: candidate.project,
    last_at: isoOrNull(candidate.lastAt),
    resumable: candidate.resumable,
    span_id: point.spanId,
    at: isoOrNull(point.at),
    prompt_tokens: point.promptTokens,
    responses_after: candidate.responses,
    spared_tokens: candidate.sparedTokens,
    spent_tokens: candidate.spentTokens,
    net_tokens: candidate.netTokens,
    spared_usd: usdOrNull(candidate.sparedPrice),
    spent_usd: usdOrNull(candidate.spentPrice),
    net_usd: usdOrNull(candidate.netPrice),
    share_tokens: candidate.shareTokens,
    share_list_price: candidate.shareListPrice,
  };
}

function usdOrNull(price: PicoUsd | null): number | null {
  return price === null ? null : usdNumber(price);
}
