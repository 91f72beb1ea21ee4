import { bootstrapDifference, type Interval, type PartOfWhole } from '../bootstrap.ts';
import type { FixedContextPart } from '../fixed-context.ts';
import { MEASURES, type Measure } from './measures.ts';
import type { SessionSums, WindowSums } from './window-sums.ts';

/** A figure before and after; null where it is not known. */
export interface Change {
  readonly before: number | null;
  readonly after: number | null;
  /** After less before. */
  readonly difference: number | null;
  /** The difference as a part of what was before; null where that was nothing. */
  readonly change: number | null;
  /** Of the difference, over sessions; null for fewer than five sessions in either window. */
  readonly interval: Interval | null;
  /** Whether the interval has no zero in it; null without one. */
  readonly isClear: boolean | null;
}

export interface MeasureChange extends Change {
  readonly measure: Measure;
}

/** A part of the fixed context, in tokens for each response of the threads whose parts have names. */
export interface PartChange extends Change {
  readonly part: FixedContextPart['part'];
  readonly name: string;
  /** Tokens times responses, of all threads: what `tj context` says of each window. */
  readonly sentBefore: number;
  readonly sentAfter: number;
}

/** Two windows held against one another. */
export interface Comparison {
  readonly before: WindowSums;
  readonly after: WindowSums;
  /** Clear changes first, of these and of the others what changed most. */
  readonly measures: readonly MeasureChange[];
  /** The same by tokens; empty where neither window has names for the parts. */
  readonly parts: readonly PartChange[];
  /** To be said wherever any of this is. */
  readonly caveat: string;
}

/** Parts that are looked at, those whose size changed most. */
const MOST_PARTS = 20;

const CAVEAT =
  'Before and after is all that is known: other work, other models or another version of Claude Code may be why.';

/** Compares two windows by all measures, and the fixed context by its parts. */
export function compareWindows(before: WindowSums, after: WindowSums): Comparison {
  const measures = MEASURES.map((measure) => ({ measure, ...measureChange(measure, before, after) }));
  return {
    ...{ before, after, caveat: CAVEAT },
    measures: measures.sort((a, b) => order(a, b, relative(a), relative(b))),
    parts: partChanges(before, after),
  };
}

function measureChange({ part, whole, unit, per }: Measure, before: WindowSums, after: WindowSums): Change {
  const isMoney = unit === 'usd' || per === 'cost';
  const members = ({ sessions, isPriced }: WindowSums): PartOfWhole[] =>
    isMoney && !isPriced ? [] : sessions.map((each) => ({ part: part(each), whole: whole(each) }));
  return changeOf(members(before), members(after));
}

function changeOf(before: readonly PartOfWhole[], after: readonly PartOfWhole[]): Change {
  const [one, other] = [ratioOf(before), ratioOf(after)];
  if (one === null || other === null)
    return { before: one, after: other, difference: null, change: null, interval: null, isClear: null };
  const difference = other - one;
  const drawn = bootstrapDifference(before.filter(counts), after.filter(counts));
  // No figure is below zero: none falls by more than it was.
  const interval = drawn === null ? null : { ...drawn, low: Math.max(drawn.low, -one) };
  return {
    ...{ before: one, after: other, difference, interval },
    change: one === 0 ? null : difference / one,
    isClear: interval === null ? null : interval.low > 0 || interval.high < 0,
  };
}

function counts({ part, whole }: PartOfWhole): boolean {
  return part !== 0 || whole !== 0;
}

function ratioOf(members: readonly PartOfWhole[]): number | null {
  const whole = members.reduce((sum, each) => sum + each.whole, 0);
  return whole === 0 ? null : members.reduce((sum, each) => sum + each.part, 0) / whole;
}

function partChanges(before: WindowSums, after: WindowSums): PartChange[] {
  const [namedBefore, namedAfter] = [namedResponses(before), namedResponses(after)];
  if (namedBefore === 0 && namedAfter === 0) return [];
  const rough = [...new Set([...before.parts.keys(), ...after.parts.keys()])].map((key) => {
    const perResponse = ({ parts }: WindowSums, named: number) => (named === 0 ? 0 : namedOf(parts.get(key)) / named);
    return { key, size: Math.abs(perResponse(after, namedAfter) - perResponse(before, namedBefore)) };
  });
  rough.sort((a, b) => b.size - a.size || (a.key < b.key ? -1 : 1));
  const changes = rough.slice(0, MOST_PARTS).flatMap(({ key }) => partChange(key, before, after));
  return changes.sort((a, b) => order(a, b, Math.abs(a.difference ?? 0), Math.abs(b.difference ?? 0)));
}

function partChange(key: string, before: WindowSums, after: WindowSums): PartChange[] {
  const known = after.parts.get(key) ?? before.parts.get(key);
  // What has a name in no thread that has names is the rest of older versions.
  if (known === undefined || namedOf(before.parts.get(key)) + namedOf(after.parts.get(key)) === 0) return [];
  const members = ({ sessions, parts }: WindowSums) => {
    const named = parts.get(key)?.named;
    return sessions.map(({ sessionId, namedResponses: whole }) => ({ part: named?.get(sessionId) ?? 0, whole }));
  };
  return [
    {
      ...{ part: known.part, name: known.name },
      sentBefore: before.parts.get(key)?.sent ?? 0,
      sentAfter: after.parts.get(key)?.sent ?? 0,
      ...changeOf(members(before), members(after)),
    },
  ];
}

function namedOf(part: { readonly named: ReadonlyMap<string, number> } | undefined): number {
  return [...(part?.named.values() ?? [])].reduce((sum, each) => sum + each, 0);
}

/** Responses of the threads whose fixed context has names for its parts. */
export function namedResponses({ sessions }: WindowSums): number {
  return sessions.reduce((sum: number, each: SessionSums) => sum + each.namedResponses, 0);
}

/** How much a figure changed, up or down alike; what was nothing, or is, changed most; what is not known, least. */
function relative({ before, after }: Change): number {
  if (before === null || after === null) return -1;
  if (before === after) return 0;
  return before === 0 || after === 0 ? Number.POSITIVE_INFINITY : Math.abs(Math.log(after / before));
}

function order(a: Change, b: Change, sizeOfA: number, sizeOfB: number): number {
  return Number(b.isClear === true) - Number(a.isClear === true) || (sizeOfA === sizeOfB ? 0 : sizeOfB - sizeOfA);
}
