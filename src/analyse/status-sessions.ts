import type { SessionLife } from '../query/session-lives.ts';
import { type StateClock, sessionState } from './session-state.ts';

/** Sessions that are worth a word now, by id. */
export interface StatusSessions {
  /** Active or idle: whoever sits before them may still go on. */
  readonly running: readonly string[];
  /** Over, and Claude Code can still take them up again: the newest few. */
  readonly resumable: readonly string[];
}

/** Sessions that are offered to be resumed. */
const RESUMABLE = 3;

/** Claude Code resumes nothing else; and what is shown to be typed must not hold what a shell would act on. */
const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Which sessions run, and which can be resumed? `lives` come newest first; `onDisk`: those whose own transcript exists. */
export function statusSessions(
  lives: readonly SessionLife[],
  clock: StateClock,
  onDisk: ReadonlySet<string>,
): StatusSessions {
  const inState = (...states: string[]) => lives.filter((life) => states.includes(sessionState(life, clock)));
  return {
    // Whose transcript is gone, nobody goes on with, unless it was written just now.
    running: inState('active', 'idle')
      .filter((life) => sessionState(life, clock) === 'active' || onDisk.has(life.sessionId))
      .map(({ sessionId }) => sessionId),
    resumable: inState('closed', 'stale')
      .map(({ sessionId }) => sessionId)
      .filter((sessionId) => UUID.test(sessionId) && onDisk.has(sessionId))
      .slice(0, RESUMABLE),
  };
}
