import type { Store } from '../store/open-store.ts';
import { flowsOf } from './flows.ts';
import type { ResponseWhere } from './response-filter.ts';

/** How many sessions with a response that `where` lets through were read for their responses alone? */
export function usageOnlySessions(store: Store, where: ResponseWhere): number {
  const flows = flowsOf(where);
  const count = store.prepare<unknown[], number>(`
    SELECT count(DISTINCT session_id) FROM ${flows.sql}
    WHERE session_id IN (SELECT session_id FROM sessions WHERE depth = 'usage')`);
  return count.pluck().get(...flows.values) ?? 0;
}
