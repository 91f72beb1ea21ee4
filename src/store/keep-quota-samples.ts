import { QUOTA_LENGTH_MS, QUOTAS, type QuotaSample, SAME_RESET_MS } from '../model/quota-sample.ts';
import { DAY_MS, MINUTE_MS } from '../model/time.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

/** A percentage that stays as it is, or is lower than before, is kept again after so long: it shows that it was reported. */
const UNCHANGED_MS = 10 * MINUTE_MS;

/** A sample is removed once so many later days have one that is so much later: a clock that is wrong now and then removes nothing. */
const KEPT_MS = 180 * DAY_MS;
const LATER_DAYS = 7;

export const QUOTA_COLUMNS = ['quota', 'at', 'used_percentage', 'resets_at', 'session_id'] as const;

/** Keeps samples one by one; `or`: what becomes of another one of the same quota and time. To be used within a transaction. */
export function quotaSampleKeeper(store: Store, or: 'IGNORE' | 'REPLACE'): (sample: QuotaSample) => void {
  const put = store.prepare(
    `INSERT OR ${or} INTO quota_samples (${QUOTA_COLUMNS.join(', ')}, row_sum) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  return ({ quota, at, usedPercentage, resetsAt, sessionId }) => {
    const values = [quota, at, usedPercentage, resetsAt, sessionId ?? null];
    put.run(...values, rowSum(values));
  };
}

/**
 * Keeps what is new: a percentage above all others of its window, another reset, a percentage other than the last one of its
 * session, or 10 minutes without a sample. A session that waits repeats an older, lower percentage: beside one that works it
 * would else be kept each time. Where nothing is new nothing is locked.
 */
export function keepQuotaSamples(store: Store, samples: readonly QuotaSample[]): void {
  const fresh = newAmong(store, samples);
  if (fresh.length === 0) return;
  const keep = quotaSampleKeeper(store, 'REPLACE');
  const removeOld = oldRemover(store);
  store
    .transaction(() => {
      for (const sample of fresh) {
        keep(sample);
        removeOld(sample.quota);
      }
    })
    .immediate();
}

/** Removes what is too old by the samples of one quota: of every quota, since some are no longer reported one day. */
function oldRemover(store: Store): (quota: QuotaSample['quota']) => void {
  const newestBefore = store
    .prepare<[string, number], number | null>('SELECT max(at) FROM quota_samples WHERE quota = ? AND at <= ?')
    .pluck();
  const remove = store.prepare('DELETE FROM quota_samples WHERE quota = ? AND at < ?');
  return (quota) => {
    let later = Number.MAX_SAFE_INTEGER;
    for (let day = 0; day < LATER_DAYS; day++) {
      const newest = newestBefore.get(quota, day === 0 ? later : later - DAY_MS) ?? null;
      if (newest === null) return;
      later = newest;
    }
    for (const each of QUOTAS) remove.run(each, later - KEPT_MS);
  };
}

/** What is known of the window and the session of a sample. */
interface Known {
  readonly highest: number | null;
  readonly newestAt: number | null;
  /** What the session reported last in this window. */
  readonly ofSession: number | null;
}

function newAmong(store: Store, samples: readonly QuotaSample[]): QuotaSample[] {
  const ofWindow = store.prepare<unknown[], Known>(`
    WITH same AS (
      SELECT at, used_percentage, session_id FROM quota_samples
      WHERE quota = @quota AND at > @since AND at <= @at
        AND coalesce(abs(resets_at - @resetsAt) <= ${SAME_RESET_MS}, resets_at IS @resetsAt))
    SELECT max(used_percentage) AS highest, max(at) AS newestAt,
      (SELECT used_percentage FROM same WHERE session_id = @sessionId ORDER BY at DESC LIMIT 1) AS ofSession
    FROM same`);
  return samples.filter((sample) => {
    const { quota, at, resetsAt, usedPercentage } = sample;
    const sessionId = sample.sessionId ?? null;
    const known = ofWindow.get({ quota, at, resetsAt, sessionId, since: at - QUOTA_LENGTH_MS[quota] });
    if (known === undefined || known.highest === null || known.newestAt === null) return true;
    if (sessionId !== null && usedPercentage !== known.ofSession) return true;
    return usedPercentage > known.highest || at - known.newestAt >= UNCHANGED_MS;
  });
}
