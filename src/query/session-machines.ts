import type { Store } from '../store/open-store.ts';

/**
 * On which machine was each session read? Of one that several have, the one whose transcript is first by path, which is the
 * same whatever was imported first. By session id; `own`: what this one is called.
 */
export function sessionMachines(store: Store, own: string): Map<string, string> {
  const rows = store
    .prepare<[], [sessionId: string, machine: string]>(`
      SELECT session_id, machine
      FROM (
        SELECT session_id, machine,
          row_number() OVER (PARTITION BY session_id ORDER BY kind <> 'main', kind = 'meta', path) AS place
        FROM files
      ) WHERE place = 1
      ORDER BY session_id`)
    .raw()
    .all();
  return new Map(rows.map(([sessionId, machine]) => [sessionId, machine || own]));
}
