import type { Elsewhere } from '../model/provenance.ts';
import type { Store } from '../store/open-store.ts';
import { belowRoots } from './response-filter.ts';

/**
 * What does the store hold of sessions without any transcript whose path begins with one of `roots`? How many of them
 * have a response, and where they came from; null where there are none.
 */
export function elsewhere(store: Store, roots: readonly string[]): Elsewhere | null {
  const here = belowRoots(roots);
  const rows = store
    .prepare<unknown[], Row>(`
      SELECT session_id AS sessionId, path, session_id IN (SELECT session_id FROM usage) AS answers FROM files
      WHERE kind <> 'meta' AND session_id NOT IN (SELECT session_id FROM files WHERE ${here.sql})`)
    .all(...here.values);
  if (rows.length === 0) return null;
  const folders = new Set(rows.map(({ path }) => folderOfProjects(path)));
  const answering = rows.filter(({ answers }) => answers === 1).map(({ sessionId }) => sessionId);
  return { sessions: new Set(answering).size, folders: [...folders].sort() };
}

interface Row {
  readonly sessionId: string;
  readonly path: string;
  readonly answers: 0 | 1;
}

/** A transcript lies in its project's folder; one of an agent below the folder of its session. */
function folderOfProjects(path: string): string {
  return path.replace(/[\\/][^\\/]+(?:[\\/][^\\/]+[\\/]subagents[\\/].+|[\\/][^\\/]+)$/, '');
}
