import { QUOTA_LENGTH_MS, type QuotaSample } from '../model/quota-sample.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import type { Store } from './open-store.ts';

/** A percentage that stays as it is, or is lower than before, is kept again after so long: it shows that it was reported. */
const UNCHANGED_MS = 10 * MINUTE_MS;

/** Reset times this close together are the same. */
const SAME_RESET_MS = 5 * MINUTE_MS;

/** After so long a sample is removed. */
const KEPT_MS = 180 * DAY_MS;

/**
 * Keeps what is new: a percentage above all others of its window, another reset, or 10 minutes without a sample. A session
 * that waits repeats an older, lower percentage: beside one that works it would else be kept each time. Where nothing is new
 * nothing is locked.
 */
export function keepQuotaSamples(store: Store, samples: readonly QuotaSample[]): void {
  const fresh = newAmong(store, samples);
  if (fresh.length === 0) return;
  const keep = store.prepare(
    'INSERT OR REPLACE INTO quota_samples (quota, at, used_percentage, resets_at) VALUES (?, ?, ?, ?)',
  );
  const removeOld = store.prepare('DELETE FROM quota_samples WHERE quota = ? AND at < ?');
  store
    .transaction(() => {
      for (const { quota, at, usedPercentage, resetsAt } of fresh) {
        keep.run(quota, at, usedPercentage, resetsAt);
        removeOld.run(quota, at - KEPT_MS);
      }
    })
    .immediate();
}

function newAmong(store: Store, samples: readonly QuotaSample[]): QuotaSample[] {
  const ofWindow = store.prepare<unknown[], { readonly highest: number | null; readonly newestAt: number | null }>(`
    SELECT max(used_percentage) AS highest, max(at) AS newestAt
    FROM quota_samples
    WHERE quota = @quota AND at > @since AND at <= @at
      AND coalesce(abs(resets_at - @resetsAt) <= ${SAME_RESET_MS}, resets_at IS @resetsAt)`);
  return samples.filter((sample) => {
    const { quota, at, resetsAt } = sample;
    const known = ofWindow.get({ quota, at, resetsAt, since: at - QUOTA_LENGTH_MS[quota] });
    if (known === undefined || known.highest === null || known.newestAt === null) return true;
    return sample.usedPercentage > known.highest || at - known.newestAt >= UNCHANGED_MS;
  });
}
