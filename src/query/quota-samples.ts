import { QUOTAS, type QuotaSample } from '../model/quota-sample.ts';
import type { Store } from '../store/open-store.ts';

/** What was told last of each quota? The shorter quota first; nothing for one that was never told of. */
export function quotaSamples(store: Store): QuotaSample[] {
  const newest = store.prepare<[string], QuotaSample>(`
    SELECT quota, at, used_percentage AS usedPercentage, resets_at AS resetsAt
    FROM quota_samples WHERE quota = ?
    ORDER BY at DESC LIMIT 1`);
  return QUOTAS.flatMap((quota) => newest.get(quota) ?? []);
}
