import type { Criterion, Judgement } from '../analyse/audit-criteria.ts';
import { type AuditUnit, unitId } from '../analyse/audit-units.ts';
import { fullCount } from '../model/counted.ts';
import { effortOfRank } from '../model/effort.ts';
import type { PicoUsd } from '../model/money.ts';
import type { SessionName } from '../query/session-names.ts';
import type { UnitTitle } from '../query/unit-titles.ts';
import { dollars, percent } from './format-number.ts';

/** Candidates that the card shows; the rest is counted. */
export const CANDIDATES_SHOWN = 5;

/** What sessions and units are called, by id. */
export interface AuditNames {
  readonly sessions: ReadonlyMap<string, SessionName>;
  readonly units: ReadonlyMap<string, UnitTitle>;
}

/** A value of a criterion as people read it. */
export function valueText(criterion: Criterion, value: number): string {
  if (criterion.unit === 'share') return percent(value);
  if (criterion.unit === 'effort') return effortOfRank(value) ?? String(value);
  return fullCount(value);
}

/** One judgement as `output tokens 2,310 of 1,500`, with a mark in front of what fails or is not known. */
export function judgementText({ criterion, measure, outcome }: Judgement): string {
  const limit = valueText(criterion, criterion.limit);
  if (measure === null) return `? ${criterion.words} unknown (limit ${limit})`;
  const value = `${valueText(criterion, measure.value)}${measure.atLeast ? '+' : ''}`;
  const mark = outcome === 'fails' ? 'x ' : outcome === 'unknown' ? '? ' : '';
  return `${mark}${criterion.words} ${value} (limit ${limit})`;
}

/** What a unit was about. */
export function unitLabel(unit: AuditUnit, { units }: AuditNames): string {
  const title = units.get(unitId(unit));
  const label = title?.label ?? '';
  if (unit.kind === 'turn') return label || 'before the first prompt';
  return [`agent ${title?.agentType ?? unit.agentId}`, label].filter((text) => text !== '').join(': ');
}

/** Dollars that may be less than none: `-$0.12`. */
export function signedDollars(cost: PicoUsd): string {
  return cost < 0n ? `-${dollars(-cost as PicoUsd)}` : dollars(cost);
}
