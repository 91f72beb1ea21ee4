import { openStore, type Store, whileUsing } from '../store/open-store.ts';

/** Opens the store, lends it, and closes it again. What SQLite says of a damaged or locked file comes as `UserError`. */
export async function withStore<T>(path: string, use: (store: Store) => Promise<T>): Promise<T> {
  return await lend(openStore(path), path, use);
}

/** Lends a store that is open and closes it again; `path` is what it is called in errors. */
export async function lend<T>(store: Store, path: string, use: (store: Store) => Promise<T>): Promise<T> {
  try {
    return await use(store);
  } catch (error) {
    throw whileUsing(store, error, path);
  } finally {
    store.close();
  }
}
