import type { Store } from '../store/open-store.ts';

/** Which files have been read? */
export function knownPaths(store: Store): Set<string> {
  return new Set(store.prepare<[], string>('SELECT path FROM files').pluck().all());
}
