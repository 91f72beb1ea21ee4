import Database from 'better-sqlite3';
import type { Walk } from '../model/walk.ts';
import type { Store } from './open-store.ts';

/** The last walks through the roots, as far as they were kept. */
export function rememberedWalks(store: Store, roots: readonly string[]): Walk[] {
  const walkOf = store.prepare<[string], string>('SELECT walk FROM walks WHERE root = ?').pluck();
  return roots.flatMap((root) => {
    const text = walkOf.get(root);
    return text === undefined ? [] : [JSON.parse(text) as Walk];
  });
}

/**
 * Keeps walks in place of earlier ones through the same roots. They only save time, so nothing is waited for and nothing
 * thrown when SQLite cannot write now; a store in memory ends before they could be of use.
 */
export function rememberWalks(store: Store, walks: readonly Walk[]): void {
  if (store.memory || walks.length === 0) return;
  const patience = store.pragma('busy_timeout', { simple: true }) as number;
  store.pragma('busy_timeout = 0');
  try {
    const keep = store.prepare('INSERT OR REPLACE INTO walks (root, walk) VALUES (?, ?)');
    for (const walk of walks) keep.run(walk.root, JSON.stringify(walk));
  } catch (error) {
    if (!(error instanceof Database.SqliteError)) throw error;
  } finally {
    store.pragma(`busy_timeout = ${patience}`);
  }
}
