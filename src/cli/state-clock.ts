import type { StateClock } from '../analyse/session-state.ts';
import { findRoots } from '../discover/find-roots.ts';
import { HOUR_MS } from '../model/time.ts';
import { settingOf } from './config-file.ts';
import { IDLE_HOURS } from './config-keys.ts';
import { liveSessions } from './live-sessions.ts';
import type { RunContext } from './run-context.ts';

/**
 * What the states of sessions are told by in this run, `roots` being what `--root` says. `UserError` for a setting that is
 * none, or for a root.
 */
export function stateClockOf(run: RunContext, roots: readonly string[] = []): StateClock {
  const idleMs = settingOf(run, IDLE_HOURS).value * HOUR_MS;
  return { now: run.now, idleMs, live: liveSessions(findRoots({ roots, env: run.env, home: run.home })) };
}
