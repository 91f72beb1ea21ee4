import type { Store } from './open-store.ts';

/**
 * Lets `use` read the store as it is at its first question, whatever other processes write meanwhile: an answer takes
 * several questions, and a session that moves between two of them would count twice or not at all. For reading only.
 */
export async function inSnapshot<T>(store: Store, use: () => Promise<T>): Promise<T> {
  store.exec('BEGIN');
  try {
    return await use();
  } finally {
    // SQLite may have ended it itself, on an error that is told otherwise.
    if (store.inTransaction) store.exec('COMMIT');
  }
}
