import { type CompactionFigures, compactionFigures } from '../analyse/compaction.ts';
import type { LedgerBase } from '../analyse/context-ledger.ts';
import { once } from '../model/once.ts';
import type { Millis } from '../model/time.ts';
import { compactionRows } from '../query/compactions.ts';
import { growingSessions, mainSpanFinder } from '../query/growing-sessions.ts';
import type { Asked } from './ask.ts';
import { cleanupDays } from './cleanup-days.ts';

/** Sessions that are looked at for compactions that would have paid, the heaviest. */
const MOST_GROWING = 40;

/** The compactions of the window, and those that would have paid, as parts of this base: looked for once, however many parts of an answer ask. */
export function compactionsOf(asked: Asked, base: LedgerBase, now: Millis): () => CompactionFigures {
  return once(() => compactionsIn(asked, base, now));
}

function compactionsIn(asked: Asked, base: LedgerBase, now: Millis): CompactionFigures {
  const { store, where, thresholds, price, filter, isModel, refreshed } = asked;
  return compactionFigures(compactionRows(store, where, thresholds), growingSessions(store, where, MOST_GROWING, now), {
    ...{ price, thresholds, base, now, spanOf: mainSpanFinder(store) },
    cleanupDays: cleanupDays(refreshed.roots),
    filter: { since: filter.since, until: filter.until, isModel },
  });
}
