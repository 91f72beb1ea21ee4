import { openStore, type Store, whileUsing } from '../store/open-store.ts';

/** Opens the store, lends it, and closes it again. What SQLite says of a damaged or locked file comes as `UserError`. */
export async function withStore<T>(path: string, use: (store: Store) => Promise<T>): Promise<T> {
  const store = openStore(path);
  try {
    return await use(store);
  } catch (error) {
    throw whileUsing(store, error, path);
  } finally {
    store.close();
  }
}
