import { existsSync, statSync } from 'node:fs';
import { openStore, type Store, whileUsing } from '../store/open-store.ts';
import { printError } from './output.ts';

/** Another tj that makes a new store leaves it empty for less than this. */
const NEW_MS = 10_000;

/** Opens the store, lends it, and closes it again. What SQLite says of a damaged or locked file comes as `UserError`. */
export async function withStore<T>(path: string, use: (store: Store) => Promise<T>): Promise<T> {
  if (wasEmptied(path)) printError(`tj: the store ${path} was emptied: what only it had is gone, it begins anew\n`);
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

function wasEmptied(path: string): boolean {
  if (!existsSync(path)) return false;
  const stat = statSync(path);
  return stat.isFile() && stat.size === 0 && Date.now() - stat.mtimeMs > NEW_MS;
}
