import type { Store } from './open-store.ts';

/** Takes a session off the page that it is summed on, and with it the page. To be used whenever its sums change. */
export function pageLeaver(store: Store): (sessionId: string) => void {
  const leave = store.prepare('UPDATE paged_sessions SET page = NULL WHERE session_id = ? AND page IS NOT NULL');
  return (sessionId) => {
    leave.run(sessionId);
  };
}
