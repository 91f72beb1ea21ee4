import type { QuotaSample } from '../model/quota-sample.ts';
import { MINUTE_MS } from '../model/time.ts';
import type { Store } from './open-store.ts';

/** A quota that stays as it is is kept again after so long, to show that it was told. */
const UNCHANGED_MS = 5 * MINUTE_MS;

/** Keeps what tells something new of its quota: another value, or the same one 5 minutes later. Where nothing is new nothing is locked. */
export function keepQuotaSamples(store: Store, samples: readonly QuotaSample[]): void {
  const fresh = newAmong(store, samples);
  if (fresh.length === 0) return;
  const keep = store.prepare(
    'INSERT OR REPLACE INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, ?, ?)',
  );
  store
    .transaction(() => {
      for (const { quota, at, usedPercentage, resetsAt } of fresh) keep.run(quota, at, usedPercentage, resetsAt);
    })
    .immediate();
}

function newAmong(store: Store, samples: readonly QuotaSample[]): QuotaSample[] {
  const newest = store.prepare<[string], Omit<QuotaSample, 'quota'>>(`
    SELECT at, used_percentage AS usedPercentage, resets_at AS resetsAt
    FROM quota_samples WHERE quota = ? ORDER BY at DESC LIMIT 1`);
  return samples.filter((sample) => {
    const last = newest.get(sample.quota);
    if (last === undefined || sample.at - last.at >= UNCHANGED_MS) return true;
    return last.usedPercentage !== sample.usedPercentage || last.resetsAt !== sample.resetsAt;
  });
}
