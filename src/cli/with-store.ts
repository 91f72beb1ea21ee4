import { asUserError, openStore, type Store } from '../store/open-store.ts';

/** Opens the store, lends it, and closes it again. What SQLite says of a damaged or locked file comes as `UserError`. */
export function withStore<T>(path: string, use: (store: Store) => T): T {
  const store = openStore(path);
  try {
    return use(store);
  } catch (error) {
    throw asUserError(error, path);
  } finally {
    store.close();
  }
}
