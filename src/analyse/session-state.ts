import { MINUTE_MS, type Millis } from '../model/time.ts';

/** insight.md section 9; `unknown` when no record has a time and nothing else tells. */
export type SessionState = 'active' | 'idle' | 'stale' | 'closed' | 'unknown';

/** What tells the state of a session. */
export interface SignsOfLife {
  /** Time of its last record: its last activity. Its end does not move it. */
  readonly endedAt: Millis | null;
  /** When one of its files was last written; null where none is known. */
  readonly touchedAt: Millis | null;
  /** When Claude Code said that it ended; null where it never did. */
  readonly closedAt: Millis | null;
}

/** What states are told by. */
export interface StateClock {
  readonly now: Millis;
  /** Without a record for so long a session is idle; after that it is stale. */
  readonly idleMs: number;
}

const ACTIVE_MS = 5 * MINUTE_MS;

/**
 * Records that are stamped up to this long after an end are still its own: the end has the time at which the hook began,
 * and Claude Code may write its last records beside it. A script that resumes the session at once takes longer to its
 * first record (within two seconds with Claude Code 2.1.330).
 */
const CLOSING_MS = 500;

/**
 * The state of a session. Only a record re-opens a closed one: what touches a file afterwards need not be
 * Claude Code. For the same reason a touched file says only that the session is active, never how long it is idle.
 */
export function sessionState(signs: SignsOfLife, { now, idleMs }: StateClock): SessionState {
  const { endedAt, touchedAt, closedAt } = signs;
  if (closedAt !== null && (endedAt === null || endedAt <= closedAt + CLOSING_MS)) return 'closed';
  if (touchedAt !== null && isJustNow(touchedAt, now)) return 'active';
  if (endedAt === null) return 'unknown';
  const silence = now - endedAt;
  if (silence <= ACTIVE_MS) return 'active';
  return silence <= idleMs ? 'idle' : 'stale';
}

/** Files can be given any time; one that lies ahead by more than clocks differ says nothing. */
function isJustNow(touchedAt: Millis, now: Millis): boolean {
  return Math.abs(now - touchedAt) <= ACTIVE_MS;
}
