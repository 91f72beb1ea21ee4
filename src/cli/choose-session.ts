import { UserError } from '../model/errors.ts';
import { labelOf } from '../model/label.ts';
import type { LookedIn } from '../model/looked-in.ts';
import { sessionLabel } from '../model/session-label.ts';
import { isoOf, type Millis } from '../model/time.ts';
import { type FoundSession, lastSession, sessionsLike } from '../query/find-sessions.ts';
import type { Where } from '../query/response-filter.ts';
import { lookedInWords } from '../render/looked-in-lines.ts';
import type { Store } from '../store/open-store.ts';
import type { Source } from './ask.ts';

/** Candidates that are listed when an id is not unique. */
const LISTED = 8;

/**
 * The session, of those that `sessions` lets through, that the id or a unique beginning of it names. `UserError` when there
 * is none (exit code 1; where there is no session at all with where it looked) or when there are several (2, with the
 * candidates).
 */
export function chooseSession(store: Store, id: string, sessions?: Where, lookedIn: readonly LookedIn[] = []): string {
  const all = sessionsLike(store, id, LISTED + 1, sessions);
  const full = all.filter(({ isEmpty }) => isEmpty === 0);
  const found = full.length > 0 ? full : all;
  const exact = all.find((session) => session.sessionId === id) ?? (found.length === 1 ? found[0] : undefined);
  if (exact !== undefined) return exact.sessionId;
  if (found.length === 0) {
    const isAny = sessionsLike(store, '', 1, sessions).length > 0;
    const where = isAny ? ["'tj sessions --all' lists them"] : ['no session is known', ...lookedInWords(lookedIn)];
    throw new UserError('no-session', `no session begins with '${labelOf(id)}': ${where.join('; ')}`, 1);
  }
  const more = found.length > LISTED ? ' and more' : '';
  const listed = found.slice(0, LISTED).map(candidate).join('; ');
  throw new UserError('ambiguous-session', `several sessions begin with '${labelOf(id)}': ${listed}${more}`, 2);
}

/** The source, narrowed to the session that `id` names. */
export function ofSession(source: Source, id: string): Source {
  return {
    ...source,
    usualDays: null,
    session: (store, sessions, lookedIn) => chooseSession(store, id, sessions, lookedIn),
  };
}

/** The source, narrowed to the session that was active last before `now`. Says where it looked when there is none (exit code 1). */
export function ofNewestSession(source: Source, now: Millis): Source {
  const session: Source['session'] = (store, sessions, lookedIn) => {
    const newest = lastSession(store, now, sessions);
    if (newest !== undefined) return newest.sessionId;
    throw new UserError(
      'no-session',
      ['no session with a response is known', ...lookedInWords(lookedIn)].join('; '),
      1,
    );
  };
  return { ...source, usualDays: null, session };
}

function candidate(found: FoundSession): string {
  const when = found.endedAt === null ? '' : ` ${isoOf(found.endedAt).slice(0, 10)}`;
  return `${found.sessionId}${when} ${labelOf(sessionLabel(found), 24)}`;
}
