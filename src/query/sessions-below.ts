import type { Store } from '../store/open-store.ts';

/** How many sessions ran in a folder or below it, how many of them in a run, and how many below another session? */
export function sessionsBelow(
  store: Store,
  folder: string,
): { readonly sessions: number; readonly inRuns: number; readonly withParent: number } {
  const below = folder.endsWith('/') ? folder : `${folder}/`;
  const row = store
    .prepare<[string, string, string], { sessions: number; inRuns: number; withParent: number }>(`
      SELECT count(*) AS sessions, count(run_id) AS inRuns, count(parent_session_id) AS withParent
      FROM known_sessions WHERE cwd = ? OR substr(cwd, 1, length(?)) = ?`)
    .get(folder, below, below);
  return row ?? { sessions: 0, inRuns: 0, withParent: 0 };
}
