import { EFFORTS } from '../model/effort.ts';
import type { AuditUnit, UnitDetail } from './audit-units.ts';

/** One question that a unit is asked: it holds as long as the value is no larger than the limit. */
export interface Criterion {
  readonly id: CriterionId;
  /** For people, with the value in front. */
  readonly words: string;
  readonly limit: number;
  /** How values read. */
  readonly unit: 'count' | 'share' | 'effort';
  readonly measure: (unit: AuditUnit) => Measure;
}

export type CriterionId =
  | 'output'
  | 'tool_calls'
  | 'new_context'
  | 'effort'
  | 'thinking'
  | 'agents'
  | 'plan_mode'
  | 'files'
  | 'lines'
  | 'retries'
  | 'interrupted'
  | 'corrected';

/** `atLeast`: more than that may be true. Null: not known, or no question for this kind of unit. */
export type Measure = { readonly value: number; readonly atLeast: boolean } | null;

const exactly = (value: number): Measure => ({ value, atLeast: false });

/**
 * What makes work Sonnet-shaped, with every limit there is (insight.md section 5). A unit counts as disqualified by the
 * first that it fails.
 */
export const CRITERIA: readonly Criterion[] = [
  {
    ...{ id: 'output', words: 'output tokens', limit: 1500, unit: 'count' },
    measure: ({ usage }) => ({ value: usage.tokens.output, atLeast: usage.unfinished > 0 }),
  },
  { ...{ id: 'tool_calls', words: 'tool calls', limit: 6, unit: 'count' }, measure: (unit) => exactly(unit.toolCalls) },
  {
    ...{ id: 'effort', words: 'effort', limit: EFFORTS.indexOf('medium') + 1, unit: 'effort' },
    measure: ({ effortRank }) => (effortRank === null ? null : exactly(effortRank)),
  },
  { ...{ id: 'thinking', words: 'thinking of output', limit: 0.3, unit: 'share' }, measure: thinkingShare },
  { ...{ id: 'new_context', words: 'new context tokens', limit: 20_000, unit: 'count' }, measure: newContext },
  {
    ...{ id: 'agents', words: 'agents started', limit: 0, unit: 'count' },
    measure: ofDetail((detail) => detail.agents),
  },
  {
    ...{ id: 'plan_mode', words: 'plan mode', limit: 0, unit: 'count' },
    measure: ofDetail((detail) => (detail.planMode ? 1 : 0), 'turn'),
  },
  { ...{ id: 'files', words: 'files edited', limit: 1, unit: 'count' }, measure: ofDetail((detail) => detail.files) },
  {
    ...{ id: 'lines', words: 'lines changed', limit: 40, unit: 'count' },
    measure: ({ detail }) => (detail === null ? null : { value: detail.lines, atLeast: detail.linesUnknown > 0 }),
  },
  {
    ...{ id: 'retries', words: 'retries after errors', limit: 0, unit: 'count' },
    measure: ofDetail((detail) => detail.retries),
  },
  {
    ...{ id: 'interrupted', words: 'interrupted', limit: 0, unit: 'count' },
    measure: ofDetail((detail) => (detail.interrupted ? 1 : 0)),
  },
  {
    ...{ id: 'corrected', words: 'files edited again', limit: 0, unit: 'count' },
    measure: ofDetail((detail) => detail.editedAgain, 'turn'),
  },
];

/** How one criterion came out for one unit. */
export interface Judgement {
  readonly criterion: Criterion;
  readonly measure: Measure;
  readonly outcome: 'holds' | 'fails' | 'unknown';
}

/** Asks every criterion. A lower bound above the limit fails; below it nothing is known. */
export function judge(unit: AuditUnit): Judgement[] {
  return CRITERIA.map((criterion) => judgement(criterion, criterion.measure(unit)));
}

/** The first criterion that the unit fails; null for one that fails none. */
export function failedFirst(unit: AuditUnit): Criterion | null {
  for (const criterion of CRITERIA) if (exceeds(criterion, criterion.measure(unit))) return criterion;
  return null;
}

function judgement(criterion: Criterion, measure: Measure): Judgement {
  if (measure === null) return { criterion, measure, outcome: 'unknown' };
  if (exceeds(criterion, measure)) return { criterion, measure, outcome: 'fails' };
  return { criterion, measure, outcome: measure.atLeast ? 'unknown' : 'holds' };
}

function exceeds({ limit }: Criterion, measure: Measure): boolean {
  return measure !== null && measure.value > limit;
}

/** Where the context shrank, by a compaction or an edit of it, nothing came in on balance. */
function newContext({ first, last, detail }: AuditUnit): Measure {
  if (first === null || last === null || detail === null) return null;
  return exactly(Math.max(0, last.context - (detail.contextBefore ?? first.context)));
}

function thinkingShare({ thinking, thinkingUnknown, usage }: AuditUnit): Measure {
  const { output } = usage.tokens;
  if (thinkingUnknown >= usage.responses) return null;
  return { value: output === 0 ? 0 : thinking / output, atLeast: thinkingUnknown > 0 };
}

function ofDetail(value: (detail: UnitDetail) => number, only: AuditUnit['kind'] | null = null): Criterion['measure'] {
  return ({ kind, detail }) => (detail === null || (only !== null && kind !== only) ? null : exactly(value(detail)));
}
