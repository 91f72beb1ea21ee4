import type { ContextRow } from '../../query/contexts.ts';
import type { LedgerBase } from '../context-ledger.ts';
import type { StepPricer } from '../step-pricer.ts';
import { ContextWeigher, type Weighed } from '../weigh-context.ts';
import type { Lever, LeverKind } from './lever.ts';

/** Finds levers in what is known of the window. */
export type LeverFinder = () => readonly Lever[];

/** Finds levers among what the prompts of the window were made of: is shown each thread once, and asked then. */
export interface LedgerLeverFinder {
  /** Threads of one session follow on one another. `weighed` is to be used before the next thread is shown. */
  add(row: ContextRow, weighed: Weighed): void;
  levers(): readonly Lever[];
}

/** Where levers are looked for. */
export interface AdviceFacts {
  readonly contexts: Iterable<ContextRow>;
  readonly pricer: StepPricer;
  /** All tokens of the window and their list price: what shares are of. */
  readonly base: LedgerBase;
  readonly inLedger: readonly LedgerLeverFinder[];
  readonly elsewhere: readonly LeverFinder[];
}

/** Parts per thousand of the window's list price below which nothing is a lever. */
const LEAST_PER_MILLE = 3n;

/** So much of the window's list price makes a lever worth a line, in pico-dollars. */
export function leastWeight({ weight }: Pick<LedgerBase, 'weight'>): bigint {
  return (weight * LEAST_PER_MILLE + 999n) / 1000n;
}

/**
 * What would have made the window cost less (advice.md): levers of all finders, or of one kind, those with the largest
 * certain effect first. Effects overlap, so nothing adds them up.
 */
export function adviceOf(
  { contexts, pricer, base, inLedger, elsewhere }: AdviceFacts,
  kind: LeverKind | null,
): Lever[] {
  if (inLedger.length > 0) showThreads(contexts, pricer, inLedger);
  const pays = paysIn(base);
  return [...inLedger.map((finder) => () => finder.levers()), ...elsewhere]
    .flatMap((levers) => levers())
    .filter(pays)
    .filter((lever) => kind === null || lever.kind === kind)
    .sort(byEffect);
}

/** Weighs threads, and shows each to all of these. */
export function showThreads(
  contexts: Iterable<ContextRow>,
  pricer: StepPricer,
  readers: readonly Pick<LedgerLeverFinder, 'add'>[],
): void {
  const weigher = new ContextWeigher(pricer);
  for (const row of contexts) {
    const weighed = weigher.weigh(row);
    for (const reader of readers) reader.add(row, weighed);
  }
}

/** A finder, and what no certain effect of its levers can exceed, in pico-dollars; null where that is not known sooner. */
export interface BoundedFinder {
  readonly levers: LeverFinder;
  readonly atMost: (() => bigint) | null;
}

/**
 * What `adviceOf` puts first, of these and of one that others found. A finder that cannot come before what is found is not asked, so
 * quick ones come first.
 */
export function firstLeverOf(
  finders: readonly BoundedFinder[],
  base: LedgerBase,
  found: Lever | null = null,
): Lever | null {
  const pays = paysIn(base);
  let first = found;
  for (const { levers, atMost } of finders) {
    if (!canComeFirst(atMost, first)) continue;
    for (const lever of levers()) if (pays(lever) && (first === null || byEffect(lever, first) < 0)) first = lever;
  }
  return first;
}

/** Whether a lever of at most so much can come before one that is found. */
export function canComeFirst(atMost: BoundedFinder['atMost'], found: Lever | null): boolean {
  return found === null || atMost === null || atMost() >= found.effect.low;
}

/** Whether a lever is worth a line. */
function paysIn(base: LedgerBase): (lever: Lever) => boolean {
  const least = leastWeight(base);
  return ({ cost, effect }) => cost.weight > 0n && cost.weight >= least && effect.high > 0n;
}

function byEffect(a: Lever, b: Lever): number {
  const [low, other] = [a.effect.low, b.effect.low];
  if (low !== other) return low > other ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
