import { canComeFirst, firstLeverOf, showThreads } from '../analyse/advice/advice.ts';
import { baseOf } from '../analyse/advice/advice-report.ts';
import type { Lever, LeverKind } from '../analyse/advice/lever.ts';
import type { CompactionFigures } from '../analyse/compaction.ts';
import type { ContextLedger, LedgerBase } from '../analyse/context-ledger.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import { contextRows, contextsWithin } from '../query/contexts.ts';
import { oneOf } from '../query/response-filter.ts';
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

/** Finders in the order of how quick they are; those that need the ledger are shown threads once more. */
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
  const inWork = (['retry-loop', 'delegate'] as const).filter(can).flatMap((kind) => {
    return workLevers(asked, work, kind).inLedger;
  });
  const inLedger = await ledgerFinders(asked, base, can);
  const finders = [...inLedger, ...inWork];
  const some = inWork.flatMap(({ sessions }) => sessions);
  const rows = inLedger.length > 0 ? contextsWithin(asked.store, asked.where) : contextRows(asked.store, oneOf(some));
  if (finders.length > 0) showThreads(rows, stepPricerOf(asked), finders);
  return firstLeverOf(
    finders.map((finder) => ({ levers: () => finder.levers(), atMost: null })),
    base,
    found,
  );
}

/** Those of the ledger's own finders that can find it. */
async function ledgerFinders(asked: Asked, base: LedgerBase, can: (kind: LeverKind) => boolean) {
  const [hasFixed, hasReturned] = [can('mcp-server'), can('file')];
  if (!hasFixed && !hasReturned) return [];
  const { ledgerLevers } = await import('./advice-for.ts');
  const { fixed, others } = ledgerLevers(asked, false, base);
  return [...(hasFixed ? [fixed] : []), ...(hasReturned ? others : [])];
}

/** The same sums without a lever. */
export function addThreads(asked: Asked, sums: Pick<ThreadSums, 'add'>): void {
  showThreads(contextsWithin(asked.store, asked.where), stepPricerOf(asked), [sums]);
}
