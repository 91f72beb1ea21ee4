import type { StateClock } from '../analyse/session-state.ts';
import { HOUR_MS } from '../model/time.ts';
import { settingOf } from './config-file.ts';
import { IDLE_HOURS } from './config-keys.ts';
import type { RunContext } from './run-context.ts';

/** What the states of sessions are told by in this run. `UserError` for a setting that is none. */
export function stateClockOf(run: RunContext): StateClock {
  return { now: run.now, idleMs: settingOf(run, IDLE_HOURS).value * HOUR_MS };
}
