import { groupBy } from '../model/group-by.ts';
import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import { addTokens, NO_TOKENS, totalTokens } from '../model/tokens.ts';
import { unitId } from './audit-calls.ts';
import { CRITERIA, type Criterion } from './audit-criteria.ts';
import { type AuditRun, auditRuns, type NextTier } from './audit-runs.ts';
import type { AuditUnit } from './audit-units.ts';
import { failedFirst, type JudgedUnit, type Verdict } from './audit-verdicts.ts';
import { bootstrapInterval, type Interval } from './bootstrap.ts';
import { ratio } from './composition.ts';
import type { Pricer } from './pricer.ts';
import type { Usage } from './usage.ts';
import type { WeightShare } from './weight-share.ts';

/** How the units of one kind came out. */
export interface Judged {
  readonly units: number;
  readonly shaped: number;
  readonly notJudged: number;
  /** Of all premium work, as all shares here; a lower bound while units are not judged, and null when that bound would be nothing. */
  readonly shapedShare: WeightShare;
  readonly notJudgedShare: WeightShare;
}

/** Which past work of premium models was Sonnet-shaped. */
export interface QuotaAudit {
  /** All premium work of the window, agents included: the base of every share. */
  readonly premium: Usage;
  readonly turns: Judged;
  readonly agents: Judged;
  /** Of the turns' share of list-price weight; null for fewer than five sessions, or where none is Sonnet-shaped. */
  readonly interval: Interval | null;
  /** Sessions with premium work. */
  readonly sessions: number;
  /** Turns by the first criterion that each failed. */
  readonly disqualified: readonly { readonly criterion: Criterion; readonly turns: number }[];
  /** Runs whose net is not negative: whole sessions first, then by net. */
  readonly candidates: readonly AuditRun[];
  /** Runs whose net is. */
  readonly outweighed: readonly AuditRun[];
  /** Of the candidates; null when there is none. */
  readonly gross: PicoUsd | null;
  readonly net: PicoUsd | null;
  /** The heaviest Sonnet-shaped turns of the candidates. */
  readonly examples: readonly JudgedUnit[];
  /** To be told wherever any of this is. */
  readonly caveat: string;
}

const EXAMPLES = 5;

const CAVEAT =
  'Shape is not quality: these are candidates to spot-check, no promise. Gross and net are estimates: the same tokens at ' +
  "the next tier's list price; net is less the cache rebuilds of switching.";

/** The figures of the audit over judged units, which stand in the order of their sessions. */
export function quotaAudit(judged: readonly JudgedUnit[], price: Pricer, nextTier: NextTier): QuotaAudit {
  const premium = wholeOf(judged);
  const turns = judged.filter(({ unit }) => unit.kind === 'turn');
  const bySession = groupBy(judged, ({ unit }) => unit.sessionId);
  const runs = [...groupBy(turns, ({ unit }) => unit.sessionId).values()].flatMap((own) =>
    auditRuns(own, price, nextTier),
  );
  const candidates = runs.filter((run) => run.net >= 0n).sort(byWorth);
  const candidateTurns = new Set(candidates.flatMap((run) => run.turns));
  const own = judgedShares(turns, premium);
  return {
    premium,
    turns: own,
    agents: judgedShares(
      judged.filter(({ unit }) => unit.kind === 'agent'),
      premium,
    ),
    interval: own.shaped === 0 ? null : bootstrapInterval([...bySession.values()].map(sessionPart)),
    sessions: bySession.size,
    disqualified: disqualifiedBy(turns),
    candidates,
    outweighed: runs.filter((run) => run.net < 0n),
    gross: candidates.length === 0 ? null : candidates.reduce((sum, run) => addMoney(sum, run.gross), NO_MONEY),
    net: candidates.length === 0 ? null : candidates.reduce((sum, run) => addMoney(sum, run.net), NO_MONEY),
    examples: turns
      .filter(({ unit }) => candidateTurns.has(unit))
      .sort((a, b) => Number((b.unit.usage.cost ?? 0n) - (a.unit.usage.cost ?? 0n)) || byId(a.unit, b.unit))
      .slice(0, EXAMPLES),
    caveat: CAVEAT,
  };
}

function wholeOf(judged: readonly JudgedUnit[]): Usage {
  let [tokens, cost, responses, unfinished, unpriced] = [NO_TOKENS, null as PicoUsd | null, 0, 0, 0];
  for (const { usage } of judged.map(({ unit }) => unit)) {
    tokens = addTokens(tokens, usage.tokens);
    if (usage.cost !== null) cost = addMoney(cost ?? NO_MONEY, usage.cost);
    responses += usage.responses;
    unfinished += usage.unfinished;
    unpriced += usage.unpriced;
  }
  const sessions = new Set(judged.map(({ unit }) => unit.sessionId)).size;
  return { tokens, cost: judged.length === 0 ? NO_MONEY : cost, responses, sessions, unfinished, unpriced };
}

function judgedShares(judged: readonly JudgedUnit[], premium: Usage): Judged {
  const of = (verdict: Verdict) => judged.filter((each) => each.verdict === verdict);
  const [shaped, notJudged] = [of('shaped'), of('not-judged')];
  const unknown = { listPrice: null, tokens: null };
  return {
    units: judged.length,
    shaped: shaped.length,
    notJudged: notJudged.length,
    shapedShare: shaped.length === 0 && notJudged.length > 0 ? unknown : shareOf(shaped, premium),
    notJudgedShare: shareOf(notJudged, premium),
  };
}

function shareOf(some: readonly JudgedUnit[], premium: Usage): WeightShare {
  const cost = some.reduce((sum, { unit }) => sum + (unit.usage.cost ?? 0n), 0n);
  const tokens = some.reduce((sum, { unit }) => sum + totalTokens(unit.usage.tokens), 0);
  const all = totalTokens(premium.tokens);
  return {
    listPrice: premium.cost === null || premium.cost === 0n ? null : ratio(cost, premium.cost),
    tokens: all === 0 ? null : tokens / all,
  };
}

function sessionPart(own: readonly JudgedUnit[]): { part: number; whole: number } {
  const costOf = (some: readonly JudgedUnit[]) =>
    some.reduce((sum, { unit }) => sum + Number(unit.usage.cost ?? 0n), 0);
  return {
    part: costOf(own.filter(({ unit, verdict }) => unit.kind === 'turn' && verdict === 'shaped')),
    whole: costOf(own),
  };
}

function disqualifiedBy(turns: readonly JudgedUnit[]): QuotaAudit['disqualified'] {
  const counts = new Map<Criterion | null, number>();
  for (const turn of turns) {
    const criterion = failedFirst(turn);
    counts.set(criterion, (counts.get(criterion) ?? 0) + 1);
  }
  return CRITERIA.map((criterion) => ({ criterion, turns: counts.get(criterion) ?? 0 }));
}

function byWorth(a: AuditRun, b: AuditRun): number {
  if (a.wholeSession !== b.wholeSession) return a.wholeSession ? -1 : 1;
  if (a.net !== b.net) return a.net > b.net ? -1 : 1;
  const [first, second] = [a.turns[0], b.turns[0]];
  return first === undefined || second === undefined ? 0 : byId(first, second);
}

function byId(a: AuditUnit, b: AuditUnit): number {
  return unitId(a) < unitId(b) ? -1 : 1;
}
