import type { Store } from '../store/open-store.ts';
import { PERSONS } from './person-prompts.ts';

/** A session that is called by its first prompt, as neither Claude Code nor the user gave it a title. */
export interface UntitledSession {
  readonly sessionId: string;
  /** What it is called by now; '' where no prompt has a label. */
  readonly title: string;
  readonly project: string | null;
  /** Labels of what a person typed, in order. */
  readonly prompts: readonly string[];
}

/** Which sessions with a response have no title of their own? The newest first, no more than `limit`. */
export function untitledSessions(store: Store, limit: number): UntitledSession[] {
  const prompts = store
    .prepare<[string], string>(
      `SELECT label FROM turns WHERE session_id = ? AND kind IN (${PERSONS}) AND label <> '' ORDER BY ordinal`,
    )
    .pluck();
  return store
    .prepare<[number], Omit<UntitledSession, 'prompts'>>(`
      SELECT session_id AS sessionId, title, project FROM known_sessions
      WHERE label IS NULL
        AND EXISTS (SELECT 1 FROM usage WHERE usage.session_id = known_sessions.session_id)
        AND EXISTS (
          SELECT 1 FROM turns
          WHERE turns.session_id = known_sessions.session_id AND turns.label <> '' AND kind IN (${PERSONS}))
        AND (title = '' OR title IN (SELECT label FROM turns WHERE turns.session_id = known_sessions.session_id))
      ORDER BY ended_at DESC NULLS LAST, session_id LIMIT ?`)
    .all(limit)
    .map((session) => ({ ...session, prompts: prompts.all(session.sessionId) }));
}
