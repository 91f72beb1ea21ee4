import { labelOf } from './label.ts';

/** Characters of a session's id that are shown where the whole is too long. */
const SHORT_ID = 8;

/** What a session can be named by. */
export interface NamedSession {
  readonly sessionId: string;
  readonly title: string;
  /** The user's label, else the name of the instance that a hook told; null without either. */
  readonly label: string | null;
}

/** The one name of a session: the user's label, else its instance, else its title, else the head of its id. */
export function sessionLabel({ sessionId, title, label }: NamedSession): string {
  return labelOf(label ?? '') || labelOf(title) || shortId(sessionId);
}

/** The same of one of many sessions, by id. */
export function labelAmong(sessions: ReadonlyMap<string, NamedSession>, sessionId: string): string {
  return sessionLabel(sessions.get(sessionId) ?? { sessionId, title: '', label: null });
}

/** The head of a session's id, as lists show it. */
export function shortId(sessionId: string): string {
  return labelOf(sessionId, sessionId.length).slice(0, SHORT_ID);
}
