import { statSync } from 'node:fs';
import { pricerFor } from '../analyse/pricer.ts';
import { sumUsage, type Usage } from '../analyse/usage.ts';
import { usageWithout } from '../analyse/usage-without.ts';
import { errorCode } from '../discover/error-code.ts';
import { type PruneHow, prune } from '../ingest/prune.ts';
import type { Millis } from '../model/time.ts';
import { hourBorders } from '../price/hour-borders.ts';
import type { PriceTable } from '../price/price-table.ts';
import { promptThresholds } from '../price/prompt-thresholds.ts';
import { type PruneWish, pruneTargets } from '../query/prune-targets.ts';
import { ALL_RESPONSES } from '../query/response-filter.ts';
import { TOGETHER, usageGroups } from '../query/usage-groups.ts';
import type { Pruned } from '../render/prune-lines.ts';
import { giveBack } from '../store/forget.ts';
import type { Store } from '../store/open-store.ts';

/** What to take out, and how it is reckoned. */
export interface PruneJob {
  readonly wish: PruneWish;
  readonly now: Millis;
  readonly table: PriceTable;
  readonly isOnDisk: (path: string) => boolean;
  readonly comesBack: PruneHow['comesBack'];
}

/** What would be taken out: it is, and all is put back again. */
export function rehearse(store: Store, job: PruneJob): Pruned {
  store.exec('BEGIN IMMEDIATE');
  try {
    return takeOut(store, job);
  } finally {
    if (store.inTransaction) store.exec('ROLLBACK');
  }
}

/** Takes it out in one transaction, over which what it was is not to be read in the file any more. */
export function pruneStore(store: Store, job: PruneJob): Pruned {
  return store.transaction(() => takeOut(store, job)).immediate();
}

/** Gives the room back; the bytes by which the store is smaller than `before`, null where that has to wait. */
export function shrink(store: Store, path: string, before: number): number | null {
  return giveBack(store) ? Math.max(0, before - bytesOf(path)) : null;
}

function takeOut(store: Store, job: PruneJob): Pruned {
  const { wish, comesBack } = job;
  const all = pruneTargets(store, wish, job.now);
  const targets = wish.gone ? all.filter(({ path }) => job.isOnDisk(path)) : all;
  const before = usageIn(store, job.table);
  const sessions = prune(store, targets, { gone: wish.gone, comesBack, now: job.now });
  const transcripts = targets.filter(({ kind }) => kind !== 'meta');
  const onDisk = transcripts.filter(({ path }) => job.isOnDisk(path)).length;
  const usage = usageWithout(before, usageIn(store, job.table));
  return { ...sessions, gone: wish.gone, transcripts: transcripts.length, onDisk, usage };
}

function usageIn(store: Store, table: PriceTable): Usage {
  const grain = hourBorders(table).length === 0 ? TOGETHER : ({ ...TOGETHER, time: 'bucket' } as const);
  return sumUsage(usageGroups(store, ALL_RESPONSES, promptThresholds(table), grain), pricerFor(table));
}

/** Bytes of a store, with what is still in its log. */
export function bytesOf(path: string): number {
  return ['', '-wal'].reduce((sum, end) => sum + sizeOf(path + end), 0);
}

/** 0 where there is nothing, or no way to it. */
function sizeOf(path: string): number {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  } catch (error) {
    errorCode(error);
    return 0;
  }
}
