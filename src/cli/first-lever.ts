import { canComeFirst, firstLeverOf, showThreads } from '../analyse/advice/advice.ts';
import { baseOf } from '../analyse/advice/advice-report.ts';
import type { Lever, LeverKind } from '../analyse/advice/lever.ts';
import type { CompactionFigures } from '../analyse/compaction.ts';
import type { ContextLedger, LedgerBase } from '../analyse/context-ledger.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import { contextsWithin } from '../query/contexts.ts';
import type { FirstLever } from '../render/advice/first-lever-lines.ts';
import type { Asked } from './ask.ts';
import { stepPricerOf } from './step-pricer.ts';
import type { FoundWork } from './work-levers.ts';

/** A card of more days answers without it. */
const MOST_MS = 31 * DAY_MS;

/** Adds up what a card shows of the threads of its window. */
type ThreadSums = Pick<ContextLedger, 'add' | 'costOf'>;

/**
 * The first lever of `tj advise` over the same window; null where there is none, and of windows of more than a month. All
 * threads are added to `sums` first: what they come to says which finders need not be asked.
 */
export async function firstLever(
  asked: Asked,
  now: Millis,
  sums: ThreadSums,
  compactions: () => CompactionFigures,
): Promise<FirstLever | null> {
  const { filter, provenance } = asked;
  addThreads(asked, sums);
  const isShort = filter.since !== null && (filter.until ?? now) - filter.since <= MOST_MS;
  if (provenance.usualWindow === null && !isShort) return null;
  const base = baseOf(asked.groups, asked.price);
  const { foundWork } = await import('./work-levers.ts');
  const lever = await firstOf(asked, base, sums, { ...foundWork(asked, base, now), compactions });
  return lever === null ? null : { lever, base };
}

/** Finders in the order of how quick they are; those of the ledger see all threads once more, if one of them has to. */
async function firstOf(asked: Asked, base: LedgerBase, sums: ThreadSums, work: FoundWork): Promise<Lever | null> {
  const { mostOfLevers } = await import('./most-of-levers.ts');
  const { workLevers } = await import('./work-levers.ts');
  const mostOf = mostOfLevers(asked, sums);
  const outside = ['long-session', 'pause', 'model-switch', 'effort', 'right-size-agents', 'right-size-turns'] as const;
  const elsewhere = outside.map((kind) => ({
    levers: () => workLevers(asked, work, kind).elsewhere.flatMap((levers) => levers()),
    atMost: mostOf[kind] ?? null,
  }));
  const found = firstLeverOf(elsewhere, base);
  const can = (kind: LeverKind) => canComeFirst(mostOf[kind] ?? null, found);
  const inWork = (['retry-loop', 'delegate'] as const).filter(can);
  const hasFixed = can('mcp-server');
  const hasReturned = can('file');
  if (inWork.length === 0 && !hasFixed && !hasReturned) return found;
  const { ledgerLevers } = await import('./advice-for.ts');
  const { fixed, others } = ledgerLevers(asked, false, base);
  const finders = [
    ...(hasFixed ? [fixed] : []),
    ...(hasReturned ? others : []),
    ...inWork.flatMap((kind) => workLevers(asked, work, kind).inLedger),
  ];
  showThreads(contextsWithin(asked.store, asked.where), stepPricerOf(asked), finders);
  const inLedger = finders.map((finder) => ({ levers: () => finder.levers(), atMost: null }));
  return firstLeverOf(inLedger, base, found);
}

/** The same sums without a lever. */
export function addThreads(asked: Asked, sums: Pick<ThreadSums, 'add'>): void {
  showThreads(contextsWithin(asked.store, asked.where), stepPricerOf(asked), [sums]);
}
