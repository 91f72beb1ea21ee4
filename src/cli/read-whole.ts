import { lookAt } from '../discover/look-at.ts';
import type { DepthOf } from '../model/depth.ts';
import { sessionRoots } from '../query/session-roots.ts';
import type { Store } from '../store/open-store.ts';
import { noteRefreshed } from './note-refreshed.ts';
import { type RefreshOptions, refresh } from './refresh.ts';
import type { RunContext } from './run-context.ts';

/** Reads whole all that lies where tj looks by itself, and of what was read elsewhere the sessions that were not read whole. */
export async function readWhole(store: Store, run: RunContext): Promise<void> {
  noteRefreshed(await refresh(store, run, READ_ALL));
  const roots = sessionRoots(store, 'usage');
  const root = [...new Set(roots.values())].filter((each) => lookAt(each) === 'folder');
  const depthOf: DepthOf = ({ sessionId }) => (roots.has(sessionId) ? 'spans' : null);
  if (root.length > 0) noteRefreshed(await refresh(store, run, { ...READ_ALL, root, depthOf }));
}

const READ_ALL = {
  ...{ root: [], budgetMs: null, newestSessions: null, reindex: false, takesReports: true },
  depthOf: () => 'spans',
} satisfies RefreshOptions;
