import type { QuotaSample } from '../../model/quota-sample.ts';
import { elsewhereOf, type PerPercent } from './elsewhere.ts';
import { type QuotaResponse, type RiseWith, WEIGHTS, type Weight, weightOf, weightTogether } from './quota-response.ts';

/** Percentage points of a rise by either weight. */
export type Points = Readonly<Record<Weight, number>>;

/** Whose part of a rise it is; `unknown`: it rose between samples of another window, as those of a second account. */
export type MoverKind = 'session' | 'agents' | 'rebuild' | 'unpriced' | 'elsewhere' | 'unknown';

/** One part of what moved a percentage. */
export interface Mover {
  readonly kind: MoverKind;
  /** Of a session, its agents or its rebuilds; '' for the others. */
  readonly sessionId: string;
  readonly project: string | null;
  readonly points: Points;
  /** Of rebuilds: the longest pause before one; null where none is known. */
  readonly gapMs: number | null;
  /** Of rebuilds: how many. */
  readonly events: number;
}

/** Part of a rise by one name, such as a model. */
export interface NamedMover {
  /** A model or a project; null for what is of none: from elsewhere, or without a price. */
  readonly name: string | null;
  readonly points: Points;
}

/** What moved a percentage from one sample to another. */
export interface Moved {
  readonly from: QuotaSample;
  readonly to: QuotaSample;
  /** From one to the other, above 0. */
  readonly points: number;
  /** The heaviest first, `unpriced`, `elsewhere` and `unknown` last; by either weight they sum to `points`. */
  readonly movers: readonly Mover[];
  readonly byModel: readonly NamedMover[];
  readonly byProject: readonly NamedMover[];
}

/** What moved a percentage over rises in a row, which are of one window; null without any. */
export function whatMoved(rises: readonly RiseWith[], perPercent: PerPercent): Moved | null {
  const [first, last] = [rises[0], rises.at(-1)];
  return first === undefined || last === undefined ? null : whatMovedBetween(first.from, last.to, rises, perPercent);
}

/** What moved the percentage of a window by all of its rises, and what is not known of it; null where it did not rise. */
export function whatMovedIn(
  samples: readonly QuotaSample[],
  rises: readonly RiseWith[],
  perPercent: PerPercent,
): Moved | null {
  const [from] = samples;
  const highest = samples.at(-1)?.usedPercentage;
  const to = samples.find(({ usedPercentage }) => usedPercentage === highest);
  return from === undefined || to === undefined || from === to ? null : whatMovedBetween(from, to, rises, perPercent);
}

function whatMovedBetween(
  from: QuotaSample,
  to: QuotaSample,
  rises: readonly RiseWith[],
  perPercent: PerPercent,
): Moved {
  const movers = new Map<string, Mutable<Mover>>();
  const models = new Map<string | null, NamedSum>();
  const projects = new Map<string | null, NamedSum>();
  const addOthers = (kind: MoverKind, points: Points) => {
    addMover(movers, { kind, sessionId: '', project: null, points, gapMs: null, events: 0 });
    addNamed(models, null, points);
    addNamed(projects, null, points);
  };
  for (const rise of rises) {
    const { parts, left } = partsOf(rise, perPercent);
    for (const { response, points } of parts) {
      addResponse(movers, response, points);
      addNamed(models, response.model, points);
      addNamed(projects, response.project, points);
    }
    for (const [kind, points] of left) addOthers(kind, points);
  }
  const points = to.usedPercentage - from.usedPercentage;
  const unknown = points - rises.reduce((sum, rise) => sum + rise.points, 0);
  if (unknown > LEAST_UNKNOWN)
    addOthers(
      'unknown',
      both(() => unknown),
    );
  return {
    ...{ from, to, points },
    movers: [...movers.values()].filter(({ points }) => points.cost + points.tokens > 0).sort(heavierMover),
    byModel: named(models),
    byProject: named(projects),
  };
}

/** Less than that is rounding of sums. */
const LEAST_UNKNOWN = 1e-9;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type NamedSum = Mutable<NamedMover>;
type Part = { readonly response: QuotaResponse; readonly points: Points };

/** The points of one rise, response by response, and what is of no response. */
function partsOf(rise: RiseWith, perPercent: PerPercent): { parts: Part[]; left: [MoverKind, Points][] } {
  const elsewhere = elsewhereOf(rise, perPercent);
  const here = rise.points - elsewhere;
  const all = { cost: weightTogether(rise.responses, 'cost'), tokens: weightTogether(rise.responses, 'tokens') };
  const pointsOf = (response: QuotaResponse, weight: Weight) =>
    all[weight] > 0 ? (here * weightOf(response, weight)) / all[weight] : 0;
  const parts =
    here <= 0 ? [] : rise.responses.map((response) => ({ response, points: both((w) => pointsOf(response, w)) }));
  const unpriced = both((weight) => (here > 0 && all[weight] <= 0 ? here : 0));
  return {
    parts,
    left: [
      ['unpriced', unpriced],
      ['elsewhere', both(() => elsewhere)],
    ],
  };
}

function both(pointsBy: (weight: Weight) => number): Points {
  return { cost: pointsBy('cost'), tokens: pointsBy('tokens') };
}

/** What was written again after the cache was lost is told apart from the rest of its response. */
function addResponse(movers: Map<string, Mutable<Mover>>, response: QuotaResponse, points: Points): void {
  const { sessionId, project, agentId, rebuiltTokens, rebuiltUsd, tokens, costUsd, rebuildGapMs } = response;
  const rebuilt = {
    cost: costUsd === null || costUsd === 0 ? 0 : (points.cost * rebuiltUsd) / costUsd,
    tokens: tokens === 0 ? 0 : (points.tokens * rebuiltTokens) / tokens,
  };
  const rest = { cost: points.cost - rebuilt.cost, tokens: points.tokens - rebuilt.tokens };
  const kind = agentId === '' ? 'session' : 'agents';
  addMover(movers, { kind, sessionId, project, points: rest, gapMs: null, events: 0 });
  if (rebuiltTokens > 0)
    addMover(movers, { kind: 'rebuild', sessionId, project, points: rebuilt, gapMs: rebuildGapMs, events: 1 });
}

function addMover(movers: Map<string, Mutable<Mover>>, mover: Mover): void {
  const key = `${mover.kind}\n${mover.sessionId}`;
  const sum = movers.get(key);
  if (sum === undefined) {
    movers.set(key, { ...mover });
    return;
  }
  sum.points = added(sum.points, mover.points);
  sum.events += mover.events;
  if (mover.gapMs !== null) sum.gapMs = Math.max(sum.gapMs ?? 0, mover.gapMs);
}

function addNamed(sums: Map<string | null, NamedSum>, name: string | null, points: Points): void {
  const sum = sums.get(name);
  if (sum === undefined) sums.set(name, { name, points });
  else sum.points = added(sum.points, points);
}

function added(a: Points, b: Points): Points {
  return both((weight) => a[weight] + b[weight]);
}

function named(sums: ReadonlyMap<string | null, NamedSum>): NamedMover[] {
  return [...sums.values()].filter(({ points }) => WEIGHTS.some((weight) => points[weight] > 0)).sort(heavierName);
}

/** Kinds that are of no session, in the order in which they stand below all others. */
export const STAND_LAST: readonly MoverKind[] = ['unpriced', 'elsewhere', 'unknown'];

function heavierMover(a: Mover, b: Mover): number {
  const last = ({ kind }: Mover) => STAND_LAST.indexOf(kind);
  return last(a) - last(b) || heavier(a.points, b.points) || (a.sessionId < b.sessionId ? -1 : 1);
}

function heavierName(a: NamedMover, b: NamedMover): number {
  const last = ({ name }: NamedMover) => (name === null ? 1 : 0);
  return last(a) - last(b) || heavier(a.points, b.points) || ((a.name ?? '') < (b.name ?? '') ? -1 : 1);
}

function heavier(a: Points, b: Points): number {
  return b.cost - a.cost || b.tokens - a.tokens;
}

/** What rows of movers are by. */
export const MOVED_BY = ['session', 'project', 'model'] as const;

/** One of them. */
export type MovedBy = (typeof MOVED_BY)[number];

/** One row of what moved a percentage. */
export interface Named {
  readonly name: string;
  readonly points: Points;
  /** Stands below all others, however much it is. */
  readonly isLast: boolean;
}

/** The first rows and those that stand last, and what is left of the others; null where all are there. */
export function heaviestFirst(
  rows: readonly Named[],
  most: number,
): { readonly shown: readonly Named[]; readonly others: { readonly count: number; readonly points: Points } | null } {
  const here = rows.filter(({ isLast }) => !isLast);
  const left = here.slice(here.length > most + 1 ? most : here.length);
  const shown = rows.filter((row) => !left.includes(row));
  if (left.length === 0) return { shown, others: null };
  const points = left.reduce(
    (sum, each) => added(sum, each.points),
    both(() => 0),
  );
  return { shown, others: { count: left.length, points } };
}
