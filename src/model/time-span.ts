import type { Millis } from './time.ts';

/** A stretch of time with both ends: the first moment of it, and the first after it. */
export interface TimeSpan {
  readonly since: Millis;
  readonly until: Millis;
}
