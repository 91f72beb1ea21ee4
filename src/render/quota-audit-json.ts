import type { Judgement } from '../analyse/audit-criteria.ts';
import type { AuditRun } from '../analyse/audit-runs.ts';
import type { Judged } from '../analyse/audit-tally.ts';
import { unitId } from '../analyse/audit-units.ts';
import type { ExplainedUnit } from '../analyse/audit-verdicts.ts';
import type { QuotaAudit } from '../analyse/quota-audit.ts';
import { effortOfRank } from '../model/effort.ts';
import { type PicoUsd, usdNumber } from '../model/money.ts';
import { labelAmong } from '../model/session-label.ts';
import { addTokens, NO_TOKENS, totalTokens } from '../model/tokens.ts';
import type { AuditNames } from './audit-words.ts';
import { weightShareJson } from './card-parts.ts';
import { type AnswerFrame, frame } from './json-frame.ts';
import { isoOrNull } from './sessions-json.ts';
import { usageJson } from './usage-json.ts';

/** The document of `tj quota-audit --json`; with `explained` the evidence of every turn and agent in it. */
export function quotaAuditJson(
  audit: QuotaAudit,
  names: AuditNames,
  explained: readonly ExplainedUnit[] | null,
  answer: AnswerFrame,
): object {
  const { interval } = audit;
  return {
    ...frame(answer),
    premium: usageJson(audit.premium),
    reclaimable_share: { ...weightShareJson(audit.turns.shapedShare), interval },
    turns: judgedJson(audit.turns),
    agents: judgedJson(audit.agents),
    criteria: audit.disqualified.map(({ criterion, turns }) => ({
      ...{ criterion: criterion.id, limit: limitOf(criterion), turns_disqualified: turns },
    })),
    candidates: audit.candidates.map((run) => candidateJson(run, names, audit)),
    outweighed_runs: audit.outweighed.length,
    responses_outside_tiers: audit.outsideTiers,
    gross_usd: usdOrNull(audit.gross),
    net_usd: usdOrNull(audit.net),
    all_at_next_tier: {
      ...{ kind: 'upper_bound', usd: usdOrNull(audit.atNextTier?.price ?? null) },
      models: audit.atNextTier?.models ?? [],
    },
    examples: audit.examples.map((each) => unitJson(each, names)),
    ...(explained === null ? {} : { units: explained.map((each) => unitJson(each, names)) }),
    caveat: audit.caveat,
  };
}

function judgedJson({ units, shaped, notJudged, shapedShare, notJudgedShare }: Judged): object {
  return {
    ...{ judged: units - notJudged, sonnet_shaped: shaped, not_judged: notJudged },
    sonnet_shaped_share: weightShareJson(shapedShare),
    not_judged_share: weightShareJson(notJudgedShare),
  };
}

function candidateJson(run: AuditRun, { sessions }: AuditNames, { premium }: QuotaAudit): object {
  const name = sessions.get(run.sessionId);
  const cost = run.turns.reduce((sum, turn) => sum + (turn.usage.cost ?? 0n), 0n) as PicoUsd;
  const tokens = totalTokens(run.turns.reduce((sum, turn) => addTokens(sum, turn.usage.tokens), NO_TOKENS));
  const all = totalTokens(premium.tokens);
  return {
    ...{ session_id: run.sessionId, title: name?.title ?? null, project: name?.project ?? null },
    label: labelAmong(sessions, run.sessionId),
    whole_session: run.wholeSession,
    turns: run.turns.length,
    turn_ids: run.turns.map((turn) => turn.turnId),
    next_tier: run.models,
    ...{ total_tokens: tokens, cost_usd: usdNumber(cost) },
    share_list_price: premium.cost === null || premium.cost === 0n ? null : Number(cost) / Number(premium.cost),
    share_tokens: all === 0 ? null : tokens / all,
    gross_usd: usdNumber(run.gross),
    rebuild_usd: usdNumber(run.rebuildThere),
    rebuild_back_usd: usdNumber(run.rebuildBack),
    net_usd: usdNumber(run.net),
  };
}

function unitJson({ unit, failed, verdict, judgements }: ExplainedUnit, { units }: AuditNames): object {
  const title = units.get(unitId(unit));
  return {
    ...{ session_id: unit.sessionId, kind: unit.kind, turn_id: unit.turnId || null, agent_id: unit.agentId || null },
    title: title?.label ?? null,
    started_at: isoOrNull(title?.startedAt ?? null),
    verdict: verdict.replaceAll('-', '_'),
    disqualified_by: failed?.id ?? null,
    criteria: judgements.map(judgementJson),
    ...usageJson(unit.usage),
  };
}

function judgementJson({ criterion, measure, outcome }: Judgement): object {
  const value = measure === null ? null : criterion.unit === 'effort' ? effortOfRank(measure.value) : measure.value;
  return {
    ...{ criterion: criterion.id, value, limit: limitOf(criterion), outcome },
    at_least: measure?.atLeast ?? false,
  };
}

function limitOf({ unit, limit }: Judgement['criterion']): number | string | null {
  return unit === 'effort' ? effortOfRank(limit) : limit;
}

function usdOrNull(money: PicoUsd | null): number | null {
  return money === null ? null : usdNumber(money);
}
