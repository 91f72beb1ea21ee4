import { placeProjects } from '../build/place-projects.ts';
import type { SeenFolder } from '../model/folder-facts.ts';
import type { SessionRows } from '../model/session-rows.ts';
import { folderFacts } from '../store/folder-facts.ts';
import type { Store } from '../store/open-store.ts';

/** What the disk shows of a working folder; null where it is not there. */
export type LookAtFolder = (cwd: string) => SeenFolder | null;

interface PlacedSession extends Pick<SessionRows, 'worktrees'> {
  readonly session: Pick<SessionRows['session'], 'cwd'>;
}

/** Systems whose file systems usually take `Work` and `work` for one. */
const IGNORES_CASE = process.platform === 'darwin' || process.platform === 'win32';

/**
 * Gives sessions their projects: to those written just now, and to others where these tell more of their folders. A folder
 * is looked at once for all; what it showed then stays. To be used within a transaction, after they are written.
 */
export function sessionPlacer(store: Store, lookAt: LookAtFolder): (written: Iterable<PlacedSession>) => void {
  const facts = folderFacts(store);
  return (written) => {
    for (const { session, worktrees } of written) {
      const seen = session.cwd === null || facts.isSeen(session.cwd) ? null : lookAt(session.cwd);
      if (seen !== null) facts.keep({ folder: session.cwd ?? '', ...seen });
      for (const { path, madeIn } of worktrees) facts.keep({ folder: path, knownBy: 'worktree', project: madeIn });
    }
    const placed = facts.placed();
    const projects = placeProjects([...new Set(placed.map(({ cwd }) => cwd))], facts.all(), IGNORES_CASE);
    for (const { cwd, project } of placed) {
      const now = projects.get(cwd) ?? cwd;
      if (now !== project) facts.place(cwd, now);
    }
  };
}
