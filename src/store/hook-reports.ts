import type { HookReport } from '../model/hook-report.ts';
import type { Store } from './open-store.ts';

/** Keeps reports, all or none of them; one that is already kept is not kept twice. */
export function keepHookReports(store: Store, reports: readonly HookReport[]): void {
  const keep = store.prepare(`
    INSERT OR IGNORE INTO hook_reports (session_id, at, reason, run_id, parent_session_id, instance, project)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  store
    .transaction(() => {
      for (const { sessionId, at, reason, run } of reports) {
        keep.run(sessionId, at, reason ?? '', run.runId, run.parentSessionId, run.instance, run.project);
      }
    })
    .immediate();
}
