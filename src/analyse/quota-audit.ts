import { addMoney, NO_MONEY, type PicoUsd } from '../model/money.ts';
import { once } from '../model/once.ts';
import { CRITERIA, type Criterion } from './audit-criteria.ts';
import { type AuditRun, auditRuns, type NextTier } from './audit-runs.ts';
import { AuditTally, type Judged } from './audit-tally.ts';
import { type AuditUnit, unitId } from './audit-units.ts';
import { type ExplainedUnit, explainUnit, type JudgedUnit, judgeUnit } from './audit-verdicts.ts';
import { bootstrapInterval, type Interval } from './bootstrap.ts';
import { type AtNextTier, NextTierSum } from './next-tier-sum.ts';
import type { Pricer } from './pricer.ts';
import type { Usage } from './usage.ts';

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
  /** All premium work one tier down: more than that nobody could have had less. */
  readonly atNextTier: AtNextTier | null;
  /** The heaviest Sonnet-shaped turns of the candidates. */
  readonly examples: readonly ExplainedUnit[];
  /** Responses of the window by models of other vendors than Anthropic: of those no tiers are known. */
  readonly outsideTiers: number;
  /** To be told wherever any of this is. */
  readonly caveat: string;
}

const EXAMPLES = 5;

const CAVEAT =
  'Shape is not quality: these are candidates to spot-check, no promise. Prices of another tier are estimates: the same ' +
  'tokens at its list price.';

const outside = (responses: number) =>
  ` The tiers are Anthropic's: ${responses} response${responses === 1 ? '' : 's'} by models of other vendors ${responses === 1 ? 'is' : 'are'} not judged.`;

/**
 * The figures of the audit over judged units, session by session, those of each in its order. `outsideTiers`: responses
 * by models of other vendors.
 */
export function quotaAudit(
  sessions: Iterable<readonly JudgedUnit[]>,
  price: Pricer,
  nextTier: NextTier,
  outsideTiers: number,
): QuotaAudit {
  const tally = new AuditTally();
  const below = new NextTierSum(price, nextTier);
  const runs: AuditRun[] = [];
  for (const session of sessions) {
    tally.add(session);
    for (const { unit } of session) below.add(unit);
    const turns = session.filter(({ unit }) => unit.kind === 'turn');
    for (const run of auditRuns(turns, price, nextTier)) runs.push(run);
  }
  const candidates = runs.filter((run) => run.net >= 0n).sort(byWorth);
  const turns = tally.judged('turn');
  const interval = once(() => (turns.shaped === 0 ? null : bootstrapInterval(tally.sessions)));
  return {
    premium: tally.premium,
    turns,
    agents: tally.judged('agent'),
    // Drawn a thousand times: not every answer asks.
    get interval() {
      return interval();
    },
    sessions: tally.sessions.length,
    disqualified: CRITERIA.map((criterion) => ({ criterion, turns: tally.disqualified.get(criterion) ?? 0 })),
    candidates,
    outweighed: runs.filter((run) => run.net < 0n),
    gross: candidates.length === 0 ? null : candidates.reduce((sum, run) => addMoney(sum, run.gross), NO_MONEY),
    net: candidates.length === 0 ? null : candidates.reduce((sum, run) => addMoney(sum, run.net), NO_MONEY),
    atNextTier: below.result,
    examples: candidates
      .flatMap((run) => run.turns)
      .sort((a, b) => Number((b.usage.cost ?? 0n) - (a.usage.cost ?? 0n)) || byId(a, b))
      .slice(0, EXAMPLES)
      .map((unit) => explainUnit(judgeUnit(unit))),
    outsideTiers,
    caveat: CAVEAT + (outsideTiers > 0 ? outside(outsideTiers) : ''),
  };
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
