import { settingOf } from './config-file.ts';
import { TRACE_ROOTS } from './config-keys.ts';
import type { RunContext } from './run-context.ts';

/**
 * The only folders whose sessions the hook keeps, as they were written (absolute, not resolved); none: no limit. For the
 * hook, which has no time to load a parser of options or of files. `UserError` for a value that is none.
 */
export function traceRoots(run: Pick<RunContext, 'env' | 'tjHome'>): readonly string[] {
  return settingOf(run, TRACE_ROOTS).value;
}
