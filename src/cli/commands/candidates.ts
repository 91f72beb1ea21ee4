import { UserError } from '../../model/errors.ts';
import { labelOf } from '../../model/label.ts';
import { sessionLabel, shortId } from '../../model/session-label.ts';
import { sessionsLike } from '../../query/find-sessions.ts';
import { ALL_RESPONSES } from '../../query/response-filter.ts';
import { projectsOf } from '../../query/what-there-is.ts';
import { projectNames } from '../../render/project-names.ts';
import { asUserError, openAtHand, type Store } from '../../store/open-store.ts';
import { print } from '../output.ts';
import { runContext, storePath, terminal } from '../run-context.ts';

/** Nobody waits for what Tab offers. */
const BUSY_MS = 20;

const MOST = 200;
const LABEL_CHARS = 48;

/** Everything else would have to be quoted. */
const PLAIN = /^[\w.-]+$/;

/**
 * What Tab offers of the store: `sessions` or `projects` that begin so, one a line, with what a session is called behind a
 * tab. A program of its own, without anything that only commands need. Silent where there is no store, or another tj is at it.
 */
export function candidates([kind, prefix = '']: readonly string[]): void {
  const path = storePath(runContext(process.env, terminal('stdout'), terminal('stderr'), true), undefined);
  let store: Store | null = null;
  try {
    store = openAtHand(path, BUSY_MS);
    if (store === null) return;
    const rows = kind === 'sessions' ? sessionsIn(store, prefix) : kind === 'projects' ? projectsIn(store) : [];
    print(rows.map((row) => `${row}\n`).join(''));
  } catch (error) {
    if (!(asUserError(error, path) instanceof UserError)) throw error;
  } finally {
    store?.close();
  }
}

function sessionsIn(store: Store, prefix: string): string[] {
  return sessionsLike(store, prefix, MOST)
    .filter(({ sessionId, isEmpty }) => isEmpty === 0 && PLAIN.test(sessionId))
    .map((session) => {
      const label = labelOf(sessionLabel(session), LABEL_CHARS);
      return `${session.sessionId}\t${label === shortId(session.sessionId) ? '' : label}`;
    });
}

function projectsIn(store: Store): string[] {
  const projects = projectsOf(store, ALL_RESPONSES.sessions).slice(0, MOST);
  const nameOf = projectNames(projects);
  return projects.map((project) => `${nameOf(project)}\t`);
}
