import type { Millis } from './time.ts';

/** The quotas of a subscription that Claude Code tells of, by its own names. */
export const QUOTAS = ['five_hour', 'seven_day'] as const;

/** One of them. */
export type QuotaName = (typeof QUOTAS)[number];

/** How much of a quota was used, as Claude Code told it. It counts every device of the account, so it is no sum of what is kept here. */
export interface QuotaSample {
  readonly quota: QuotaName;
  readonly at: Millis;
  /** 0 to 100. */
  readonly usedPercentage: number;
  /** Null where it was not told. */
  readonly resetsAt: Millis | null;
}
