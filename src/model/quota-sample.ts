import { DAY_MS, HOUR_MS, MINUTE_MS, type Millis } from './time.ts';

/** The quotas of a subscription that Claude Code tells of, by its own names; the last is a limit that a gateway sets. */
export const QUOTAS = ['five_hour', 'seven_day', 'seven_day_opus', 'seven_day_sonnet', 'spend_limit'] as const;

/** One of them. */
export type QuotaName = (typeof QUOTAS)[number];

/** How much of a quota was used, as Claude Code told it. It counts every device of the account, so it is no sum of what is kept here. */
export interface QuotaSample {
  readonly quota: QuotaName;
  readonly at: Millis;
  /** 0 to 100; more where what is beyond the quota is paid for. */
  readonly usedPercentage: number;
  /** Null where it was not told. */
  readonly resetsAt: Millis | null;
  /** The session whose status line reported it; absent or null where that is not known. */
  readonly sessionId?: string | null;
}

/** Reset times this close together are of one window: they come rounded in several ways. */
export const SAME_RESET_MS = 5 * MINUTE_MS;

/** A reset may be so much further ahead than its window is long: the clock here may be late. */
const LATE_CLOCK_MS = HOUR_MS;

/** How long a window of each quota lasts at most; after that it has been reset, whatever was reported. */
export const QUOTA_LENGTH_MS: Readonly<Record<QuotaName, number>> = {
  five_hour: 5 * HOUR_MS,
  seven_day: 7 * DAY_MS,
  seven_day_opus: 7 * DAY_MS,
  seven_day_sonnet: 7 * DAY_MS,
  spend_limit: 31 * DAY_MS,
};

/** A quota that was used up: Claude Code gave no answer for it. Quotas that tj does not know are told by their names. */
export interface QuotaHit {
  readonly quota: string;
  readonly resetsAt: Millis | null;
}

/** The sample without its reset where that is further ahead than a window of its quota is long. */
export function withoutFarReset(sample: QuotaSample): QuotaSample {
  const { quota, at, resetsAt } = sample;
  const isFar = resetsAt !== null && resetsAt > at + QUOTA_LENGTH_MS[quota] + LATE_CLOCK_MS;
  return isFar ? { ...sample, resetsAt: null } : sample;
}

/** Whether what the sample says was used is gone by now. */
export function wasReset({ quota, at, resetsAt }: QuotaSample, now: Millis): boolean {
  return now >= (resetsAt ?? at + QUOTA_LENGTH_MS[quota]);
}

/** The quota of this name; undefined for any other word. */
export function quotaNamed(name: string): QuotaName | undefined {
  return QUOTAS.find((each) => each === name);
}
