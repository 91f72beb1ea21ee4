import type { LedgerLeverFinder } from '../analyse/advice/advice.ts';
import { baseOf } from '../analyse/advice/advice-report.ts';
import type { CompactionFigures } from '../analyse/compaction.ts';
import { ContextWeigher } from '../analyse/weigh-context.ts';
import { DAY_MS, type Millis } from '../model/time.ts';
import { contextsWithin } from '../query/contexts.ts';
import type { FirstLever } from '../render/advice/first-lever-lines.ts';
import type { Asked } from './ask.ts';
import { stepPricerOf } from './step-pricer.ts';

/** A card of more days answers without it: that is a second look at all prompts. */
const MOST_MS = 31 * DAY_MS;

/** Adds up what a card shows of the threads of its window. */
type ThreadSums = Pick<LedgerLeverFinder, 'add'>;

/**
 * The first lever of `tj advise` over the same window; null where there is none, and of windows of more than a month. All threads
 * are added to `sums` on the way, since weighing them is most of the time that either takes.
 */
export async function firstLever(
  asked: Asked,
  now: Millis,
  sums: ThreadSums,
  compactions: () => CompactionFigures,
): Promise<FirstLever | null> {
  const { filter, provenance } = asked;
  const isShort = filter.since !== null && (filter.until ?? now) - filter.since <= MOST_MS;
  if (provenance.usualWindow === null && !isShort) {
    addThreads(asked, sums);
    return null;
  }
  const { adviceFor } = await import('./advice-for.ts');
  const { foundWork, workLevers } = await import('./work-levers.ts');
  const base = baseOf(asked.groups, asked.price);
  const work = workLevers(asked, { ...foundWork(asked, base, now), compactions }, null);
  const beside = { add: sums.add.bind(sums), levers: () => [] };
  const [lever] = adviceFor(asked, null, false, base, { ...work, inLedger: [...work.inLedger, beside] }).levers;
  return lever === undefined ? null : { lever, base };
}

/** The same sums without a lever. */
export function addThreads(asked: Asked, sums: ThreadSums): void {
  const weigher = new ContextWeigher(stepPricerOf(asked));
  for (const row of contextsWithin(asked.store, asked.where)) sums.add(row, weigher.weigh(row));
}
