import type { Millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';

/** What is known of a session beside its transcripts. */
export interface SaidOfSession {
  readonly sessionId: string;
  /** The user's label, else the name of the instance that a hook reported; null without either. */
  readonly label: string | null;
  /** When Claude Code said that it ended; null where it never did. */
  readonly closedAt: Millis | null;
}

/** What did the user and the hooks say of these sessions, whether their transcripts were read or not? */
export function saidOfSessions(store: Store, sessionIds: readonly string[]): SaidOfSession[] {
  return store
    .prepare<[string], SaidOfSession>(`
      SELECT value AS sessionId, coalesce(labels.label, last_runs.instance) AS label, last_ends.at AS closedAt
      FROM json_each(?) LEFT JOIN labels ON labels.session_id = value
        LEFT JOIN last_runs ON last_runs.session_id = value LEFT JOIN last_ends ON last_ends.session_id = value
      ORDER BY value`)
    .all(JSON.stringify(sessionIds));
}
