import { type Criterion, failedFirst, type Judgement, judge } from './audit-criteria.ts';
import type { AuditUnit } from './audit-units.ts';

/** `not-judged`: nothing speaks against it, but its output or a part of it is not known. */
export type Verdict = 'shaped' | 'not-shaped' | 'not-judged';

export interface JudgedUnit {
  readonly unit: AuditUnit;
  /** The first criterion that it failed; null for one that failed none. */
  readonly failed: Criterion | null;
  readonly verdict: Verdict;
}

/** Judges a unit by every criterion. */
export function judgeUnit(unit: AuditUnit): JudgedUnit {
  // Of a session that is known by its responses alone, nobody can say which turns it had.
  if (unit.detail === null) return { unit, failed: null, verdict: 'not-judged' };
  const failed = failedFirst(unit);
  if (failed !== null) return { unit, failed, verdict: 'not-shaped' };
  const { detail, first, usage } = unit;
  const whole = detail !== null && detail.responses <= usage.responses;
  return { unit, failed, verdict: whole && first !== null && usage.unfinished === 0 ? 'shaped' : 'not-judged' };
}

/** With the evidence: how every criterion came out. */
export interface ExplainedUnit extends JudgedUnit {
  readonly judgements: readonly Judgement[];
}

/** Adds the evidence to a verdict. */
export function explainUnit(judged: JudgedUnit): ExplainedUnit {
  return { ...judged, judgements: judge(judged.unit) };
}
