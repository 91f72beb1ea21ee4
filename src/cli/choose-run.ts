import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';
import { runsLike } from '../query/runs.ts';
import type { Store } from '../store/open-store.ts';

/** Candidates that are listed when an id is not unique. */
const LISTED = 8;

/**
 * The run that the id, or a unique beginning of it, names. `UserError` when there is none (exit code 1) or when there
 * are several (2, with the candidates).
 */
export function chooseRun(store: Store, id: string): string {
  const found = runsLike(store, id, LISTED + 1);
  const exact = found.find((runId) => runId === id) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact;
  if (found.length === 0) throw new UserError('no-run', `no run begins with '${labelOf(id)}': 'tj runs' lists them`, 1);
  const more = found.length > LISTED ? ' and more' : '';
  const listed = found
    .slice(0, LISTED)
    .map((runId) => labelOf(runId))
    .join('; ');
  throw new UserError('ambiguous-run', `several runs begin with '${labelOf(id)}': ${listed}${more}`, 2);
}
