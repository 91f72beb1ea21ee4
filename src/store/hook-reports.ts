import type { HookReport } from '../model/hook-report.ts';
import { rowSum } from './check/row-sum.ts';
import type { Store } from './open-store.ts';

export const REPORT_COLUMNS = [
  ...['session_id', 'at', 'reason', 'run_id', 'parent_session_id', 'instance', 'project'],
] as const;

/**
 * Keeps reports, all or none of them; one that is already kept is not kept twice. They are on the disk when this returns,
 * with all that was written before: their files are removed then, and nothing else has what they say.
 */
export function keepHookReports(store: Store, reports: readonly HookReport[]): void {
  const keep = store.prepare(`
    INSERT OR IGNORE INTO hook_reports (${REPORT_COLUMNS.join(', ')}, row_sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const keepAll = store.transaction(() => {
    for (const { sessionId, at, reason, run } of reports) {
      const values = [sessionId, at, reason ?? '', run.runId, run.parentSessionId, run.instance, run.project];
      keep.run(...values, rowSum(values));
    }
  });
  const usual = store.pragma('synchronous', { simple: true });
  store.pragma('synchronous = FULL');
  try {
    keepAll.immediate();
  } finally {
    store.pragma(`synchronous = ${usual}`);
  }
}
