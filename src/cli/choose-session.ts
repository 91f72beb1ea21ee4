import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';
import { sessionLabel } from '../model/session-label.ts';
import { isoOf } from '../model/time.ts';
import { type FoundSession, lastSession, sessionsLike } from '../query/find-sessions.ts';
import type { Where } from '../query/response-filter.ts';
import type { Store } from '../store/open-store.ts';
import type { Source } from './ask.ts';

/** Candidates that are listed when an id is not unique. */
const LISTED = 8;

/**
 * The session, of those that `sessions` lets through, that the id, a unique beginning of it, or `last` names. `UserError` when there is none (exit code 1) or
 * when there are several (2, with the candidates).
 */
export function chooseSession(store: Store, id: string | null, sessions?: Where): string {
  if (id === null) {
    const newest = lastSession(store, sessions);
    if (newest === undefined) throw new UserError('no-session', 'no session with a response is known', 1);
    return newest.sessionId;
  }
  const all = sessionsLike(store, id, LISTED + 1, sessions);
  const full = all.filter(({ isEmpty }) => isEmpty === 0);
  const found = full.length > 0 ? full : all;
  const exact = all.find((session) => session.sessionId === id) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact.sessionId;
  if (found.length === 0)
    throw new UserError('no-session', `no session begins with '${labelOf(id)}': 'tj sessions --all' lists them`, 1);
  const more = found.length > LISTED ? ' and more' : '';
  const listed = found.slice(0, LISTED).map(candidate).join('; ');
  throw new UserError('ambiguous-session', `several sessions begin with '${labelOf(id)}': ${listed}${more}`, 2);
}

/** The source, narrowed to the session that `id` or `last` (null) names. */
export function ofSession(source: Source, id: string | null): Source {
  return { ...source, session: (store, sessions) => chooseSession(store, id, sessions) };
}

function candidate(found: FoundSession): string {
  const when = found.endedAt === null ? '' : ` ${isoOf(found.endedAt).slice(0, 10)}`;
  return `${found.sessionId}${when} ${labelOf(sessionLabel(found), 24)}`;
}
