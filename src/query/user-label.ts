import type { Store } from '../store/open-store.ts';

/** Which label did the user give this session? Null without one, whatever a hook or a title calls it. */
export function userLabel(store: Store, sessionId: string): string | null {
  const label = store.prepare<[string], string>('SELECT label FROM labels WHERE session_id = ?').pluck().get(sessionId);
  return label ?? null;
}
