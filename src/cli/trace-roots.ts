import { delimiter } from 'node:path';
import type { RunContext } from './run-context.ts';

/** Folders that the hook is limited to; none: no limit. */
export function traceRoots({ env }: Pick<RunContext, 'env'>): string[] {
  return (env.TJ_TRACE_ROOTS ?? '').split(delimiter).filter((root) => root !== '');
}
