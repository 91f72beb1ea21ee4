import { type PicoUsd, picoUsd } from '../model/money.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import type { CompactionRow } from '../query/compactions.ts';
import type { GrowingSession, GrowingSessions } from '../query/growing-sessions.ts';
import { type BestPoint, bestCompaction } from './best-compaction.ts';
import { CallPricer } from './call-pricer.ts';
import { ratio } from './composition.ts';
import type { LedgerBase } from './context-ledger.ts';
import { type LeftAfter, leftAfterOf } from './left-after.ts';
import type { Pricer } from './pricer.ts';
import { type RealCompaction, realCompactions } from './real-compactions.ts';
import type { StepFilter } from './step-pricer.ts';
import { firstPrompt, threadSteps } from './thread-steps.ts';

/** A session that would have read less from the cache, had it been compacted once: an estimate, which every reader is to say. */
export interface CompactionCandidate {
  readonly kind: 'estimate';
  readonly sessionId: string;
  readonly project: string | null;
  readonly lastAt: Millis | null;
  /** Its last record is not so old that Claude Code would have deleted its transcript. */
  readonly resumable: boolean;
  /** The response after which compacting would have paid most. */
  readonly point: { readonly spanId: string | null; readonly at: Millis | null; readonly promptTokens: number };
  /** Later responses whose prompts would have been smaller. */
  readonly responses: number;
  /** Cache reads that would not have been, tokens that the compaction would have taken, and their difference. */
  readonly sparedTokens: number;
  readonly spentTokens: number;
  readonly netTokens: number;
  /** The same at list price; null where a response has no price: then it was chosen by tokens alone. */
  readonly sparedPrice: PicoUsd | null;
  readonly spentPrice: PicoUsd | null;
  readonly netPrice: PicoUsd | null;
  /** The differences as parts of all tokens and all list-price weight of the window; null when not known. */
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** What all of them come to. */
export interface CandidatesTotal {
  readonly sessions: number;
  readonly netTokens: number;
  /** Of those whose price is known; null where none is. */
  readonly netPrice: PicoUsd | null;
  readonly shareTokens: number | null;
  readonly shareListPrice: number | null;
}

/** Adds up candidates: each is of another session, so that none is in another. */
export function totalOfCandidates(candidates: readonly CompactionCandidate[]): CandidatesTotal {
  const sumOf = (field: 'shareTokens' | 'shareListPrice') =>
    candidates.reduce<number | null>((sum, { [field]: share }) => (share === null ? sum : (sum ?? 0) + share), null);
  return {
    sessions: candidates.length,
    netTokens: candidates.reduce((sum, each) => sum + each.netTokens, 0),
    netPrice: candidates.reduce<PicoUsd | null>(
      (sum, { netPrice }) => (netPrice === null ? sum : picoUsd((sum ?? 0n) + netPrice)),
      null,
    ),
    ...{ shareTokens: sumOf('shareTokens'), shareListPrice: sumOf('shareListPrice') },
  };
}

export interface CompactionFigures {
  /** In order of time. */
  readonly real: readonly RealCompaction[];
  /** Most spared list-price weight first, then those that are known by tokens alone. */
  readonly candidates: readonly CompactionCandidate[];
  readonly leftAfter: LeftAfter;
  /** Sessions that read enough from the cache to be looked at, and those of them that were. */
  readonly sessionsPassed: number;
  readonly sessionsJudged: number;
}

/** All that the figures of a window depend on beside its rows. */
export interface CompactionBasis {
  readonly price: Pricer;
  /** Prompt sizes above which some model has another price. */
  readonly thresholds: readonly number[];
  /** Which responses of a session count. */
  readonly filter: StepFilter;
  /** All tokens of the window and their list price: what shares are of. */
  readonly base: LedgerBase;
  readonly now: Millis;
  /** Claude Code deletes transcripts so many days after their last record: what is older can no longer be resumed. */
  readonly cleanupDays: number;
  /** Finds the span of a response of a main thread by its time and prompt size. */
  readonly spanOf: (sessionId: string, at: Millis | null, promptTokens: number) => string | null;
}

/** The compactions of a window, and the sessions where one would have paid (insight.md section 4). */
export function compactionFigures(
  rows: readonly CompactionRow[],
  growing: GrowingSessions,
  basis: CompactionBasis,
): CompactionFigures {
  const calls = new CallPricer(basis.price, basis.thresholds);
  const leftAfter = leftAfterOf(rows);
  const candidates = growing.sessions.flatMap((session) => {
    const best = bestOf(session, leftAfter.tokens, calls, basis.filter);
    return best === null ? [] : [candidateOf(session, best, basis)];
  });
  return {
    real: realCompactions(rows, basis.price, calls, basis.base),
    candidates: candidates.sort(byWeight),
    leftAfter,
    sessionsPassed: growing.passed,
    sessionsJudged: growing.sessions.length,
  };
}

/** The fixed context is the first prompt that the transcript shows, also where a fork copied it from another session. */
function bestOf(session: GrowingSession, left: number, calls: CallPricer, filter: StepFilter): BestPoint | null {
  const kept = left + firstPrompt(session.context);
  const steps = threadSteps(session.context, calls, filter, kept);
  return bestCompaction(steps, session.compactedAt, { left, kept });
}

function candidateOf(session: GrowingSession, best: BestPoint, basis: CompactionBasis): CompactionCandidate {
  const { sessionId, project, endedAt } = session;
  const { at, promptTokens, responses, sparedTokens, spentTokens, sparedWeight, spentWeight } = best;
  const { base, now, cleanupDays, spanOf } = basis;
  const netTokens = sparedTokens - spentTokens;
  const net = sparedWeight === null || spentWeight === null ? null : sparedWeight - spentWeight;
  const price = (weight: bigint | null) => (weight === null ? null : picoUsd(weight));
  return {
    ...{ kind: 'estimate', sessionId, project, lastAt: endedAt },
    resumable: endedAt !== null && now - endedAt <= cleanupDays * DAY_MS,
    point: { spanId: spanOf(sessionId, at, promptTokens), at, promptTokens },
    ...{ responses, sparedTokens, spentTokens, netTokens },
    ...{ sparedPrice: price(sparedWeight), spentPrice: price(spentWeight), netPrice: price(net) },
    shareTokens: base.tokens === 0 ? null : netTokens / base.tokens,
    shareListPrice: net === null || base.weight === 0n ? null : ratio(net, base.weight),
  };
}

function byWeight(a: CompactionCandidate, b: CompactionCandidate): number {
  const [x, y] = [a.netPrice ?? 0n, b.netPrice ?? 0n];
  if (x !== y) return x > y ? -1 : 1;
  return b.netTokens - a.netTokens || (a.sessionId < b.sessionId ? -1 : 1);
}
