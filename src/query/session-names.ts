import type { NamedSession } from '../model/session-label.ts';
import type { Store } from '../store/open-store.ts';
import { ALL_RESPONSES, type Where } from './response-filter.ts';

/** What a session is called and where it ran. */
export interface SessionName extends NamedSession {
  readonly project: string | null;
}

/** How are the sessions called, and to which projects do they belong? By session id. */
export function sessionNames(store: Store, sessions: Where = ALL_RESPONSES.sessions): Map<string, SessionName> {
  const rows = store
    .prepare<unknown[], SessionName>(`
      SELECT session_id AS sessionId, title, label, project FROM known_sessions
      WHERE ${sessions.sql}
      ORDER BY session_id`)
    .all(...sessions.values);
  return new Map(rows.map((row) => [row.sessionId, row]));
}
