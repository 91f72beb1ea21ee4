import type { Store } from '../../store/open-store.ts';

/** Sessions of which a collector will not take something, as they are. */
export interface RefusedSessions {
  readonly sessions: number;
  /** One of them. */
  readonly sessionId: string;
}

/** How many sessions were refused? Null where none was. */
export function refusedSessions(store: Store): RefusedSessions | null {
  return (
    store
      .prepare<[], RefusedSessions>(`
        SELECT count(DISTINCT session_id) AS sessions, min(session_id) AS sessionId FROM sent_spans
        WHERE refused > 0 HAVING count(*) > 0`)
      .get() ?? null
  );
}
