import type { LiveSessions } from '../model/live-session.ts';
import { DAY_MS, MINUTE_MS, type Millis } from '../model/time.ts';

/** insight.md section 9; `unknown` when no record has a time and nothing else tells. */
export type SessionState = 'active' | 'idle' | 'stale' | 'closed' | 'unknown';

/** What tells the state of a session. */
export interface SignsOfLife {
  readonly sessionId: string;
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
  /** What processes of Claude Code have open; without an entry a session is judged by its times. */
  readonly live: LiveSessions;
}

const ACTIVE_MS = 5 * MINUTE_MS;

/**
 * Records that are stamped up to this long after an end are still its own: the end has the time at which the hook began,
 * and Claude Code may write its last records beside it. A script that resumes the session at once takes longer to its
 * first record (within two seconds with Claude Code 2.1.330).
 */
const CLOSING_MS = 500;

/** What a process does when it waits for the person. */
const AT_REST = new Set(['idle', 'waiting']);

/**
 * The state of a session. While a process has it open it is active or idle, and once that is gone neither, whatever its
 * times say. Else only a record re-opens a closed one: what touches a file afterwards need not be Claude Code. For the same
 * reason a touched file says only that the session is active, never how long it is idle.
 */
export function sessionState(signs: SignsOfLife, clock: StateClock): SessionState {
  const live = clock.live.get(signs.sessionId);
  const byTimes = stateByTimes(signs, clock);
  if (live === undefined) return byTimes;
  if (live === null) return byTimes === 'closed' || byTimes === 'unknown' ? byTimes : 'stale';
  const isAtWork = live.status !== null && !AT_REST.has(live.status);
  return isAtWork || byTimes === 'active' ? 'active' : 'idle';
}

function stateByTimes(signs: SignsOfLife, { now, idleMs }: StateClock): SessionState {
  const { endedAt, closedAt } = signs;
  if (closedAt !== null && (endedAt === null || endedAt <= closedAt + CLOSING_MS)) return 'closed';
  const touchedAt = ownTouch(signs);
  if (touchedAt !== null && isJustNow(touchedAt, now)) return 'active';
  if (endedAt === null) return 'unknown';
  const silence = now - endedAt;
  if (silence <= ACTIVE_MS) return 'active';
  return silence <= idleMs ? 'idle' : 'stale';
}

/** When its files were last written, unless that was a day after its last record: then they were copied. */
export function ownTouch({ endedAt, touchedAt }: Pick<SignsOfLife, 'endedAt' | 'touchedAt'>): Millis | null {
  return touchedAt !== null && endedAt !== null && touchedAt - endedAt < DAY_MS ? touchedAt : null;
}

/** Files can be given any time; one that lies ahead by more than clocks differ says nothing. */
function isJustNow(touchedAt: Millis, now: Millis): boolean {
  return Math.abs(now - touchedAt) <= ACTIVE_MS;
}
