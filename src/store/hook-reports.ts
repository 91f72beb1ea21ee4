import type { HookReport } from '../model/hook-report.ts';
import type { Store } from './open-store.ts';

/**
 * Keeps reports, all or none of them; one that is already kept is not kept twice. They are on the disk when this returns,
 * with all that was written before: their files are removed then, and nothing else has what they say.
 */
export function keepHookReports(store: Store, reports: readonly HookReport[]): void {
  const keep = store.prepare(`
    INSERT OR IGNORE INTO hook_reports (session_id, at, reason, run_id, parent_session_id, instance, project)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  const keepAll = store.transaction(() => {
    for (const { sessionId, at, reason, run } of reports) {
      keep.run(sessionId, at, reason ?? '', run.runId, run.parentSessionId, run.instance, run.project);
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
