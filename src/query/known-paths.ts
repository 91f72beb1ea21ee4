import type { Store } from '../store/open-store.ts';
import { belowRoots } from './response-filter.ts';

/** Was any file read whose path begins so? */
export function hasFileBelow(store: Store, beginning: string): boolean {
  const { sql, values } = belowRoots([beginning]);
  return store.prepare(`SELECT 1 FROM files WHERE ${sql} LIMIT 1`).get(...values) !== undefined;
}

/** Which files have been read? */
export function knownPaths(store: Store): Set<string> {
  return new Set(store.prepare<[], string>('SELECT path FROM files').pluck().all());
}
