import { type Pace, paceOf } from '../analyse/quota/pace.ts';
import { currentSample, currentWindow } from '../analyse/quota/quota-windows.ts';
import { QUOTA_LENGTH_MS, QUOTAS, type QuotaName, type QuotaSample } from '../model/quota-sample.ts';
import { type Millis, millis } from '../model/time.ts';
import { newestSampleAt, quotaHistory } from '../query/quota-history.ts';
import type { Store } from '../store/open-store.ts';

/** What is known of each quota last, the shorter one first; nothing for one that was never reported. */
export function currentQuotas(store: Store, now: Millis): QuotaSample[] {
  return QUOTAS.flatMap((quota) => currentSample(lastWindow(store, quota, now), now) ?? []);
}

/** Samples among which those of the newest window are, in order of time. */
export function lastWindow(store: Store, quota: QuotaName, now: Millis): QuotaSample[] {
  const newest = newestSampleAt(store, quota, now);
  return newest === null ? [] : quotaHistory(store, quota, millis(newest - QUOTA_LENGTH_MS[quota]));
}

/** Where each quota goes that has samples enough for it. `told`: samples that the store may not have yet. */
export function currentPaces(store: Store, now: Millis, told: readonly QuotaSample[] = []): Pace[] {
  return QUOTAS.flatMap((quota) => {
    const kept = lastWindow(store, quota, now);
    const newest = told.filter((sample) => sample.quota === quota && sample.at > (kept.at(-1)?.at ?? 0));
    const window = currentWindow([...kept, ...newest], now);
    return (window === null ? null : paceOf(window, now)) ?? [];
  });
}
