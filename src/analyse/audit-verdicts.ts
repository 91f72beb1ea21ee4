import { type UnitDetail, unitId } from './audit-calls.ts';
import { type Criterion, type Judgement, judge } from './audit-criteria.ts';
import type { AuditUnit } from './audit-units.ts';

/** `not-judged`: nothing speaks against it, but its output or a part of it is not known. */
export type Verdict = 'shaped' | 'not-shaped' | 'not-judged';

export interface JudgedUnit {
  readonly unit: AuditUnit;
  readonly detail: UnitDetail | null;
  readonly judgements: readonly Judgement[];
  readonly verdict: Verdict;
}

/** Whether the responses alone leave it open that the unit is Sonnet-shaped, so that the rest is worth looking up. */
export function isInQuestion(unit: AuditUnit): boolean {
  return judge(unit, null).every(({ outcome }) => outcome !== 'fails');
}

/** Judges units by every criterion; of those without a detail, by what their responses say. */
export function judgeUnits(units: readonly AuditUnit[], details: ReadonlyMap<string, UnitDetail>): JudgedUnit[] {
  return units.map((unit) => {
    const detail = details.get(unitId(unit)) ?? null;
    const judgements = judge(unit, detail);
    return { unit, detail, judgements, verdict: verdictOf(unit, detail, judgements) };
  });
}

/** The first criterion that a unit failed; null for one that failed none. */
export function failedFirst({ judgements }: JudgedUnit): Criterion | null {
  return judgements.find(({ outcome }) => outcome === 'fails')?.criterion ?? null;
}

function verdictOf(unit: AuditUnit, detail: UnitDetail | null, judgements: readonly Judgement[]): Verdict {
  if (judgements.some(({ outcome }) => outcome === 'fails')) return 'not-shaped';
  const whole = detail !== null && (detail.facts.responses ?? 0) <= unit.usage.responses;
  return whole && unit.first !== null && unit.usage.unfinished === 0 ? 'shaped' : 'not-judged';
}
