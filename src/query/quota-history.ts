import type { QuotaName, QuotaSample } from '../model/quota-sample.ts';
import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** What was reported of a quota from a moment on? In order of time. */
export function quotaHistory(store: Store, quota: QuotaName, since: Millis): QuotaSample[] {
  return store
    .prepare<[string, number], QuotaSample>(`
      SELECT quota, at, used_percentage AS usedPercentage, resets_at AS resetsAt, session_id AS sessionId
      FROM quota_samples WHERE quota = ? AND at >= ?
      ORDER BY at`)
    .all(quota, since);
}

/** When was anything reported of this quota last, up to a moment? Null where nothing was. */
export function newestSampleAt(store: Store, quota: QuotaName, until: Millis): Millis | null {
  const newest = store
    .prepare<[string, number], Millis | null>('SELECT max(at) FROM quota_samples WHERE quota = ? AND at <= ?')
    .pluck()
    .get(quota, until);
  return newest ?? null;
}
