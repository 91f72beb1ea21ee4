import { existsSync, statSync } from 'node:fs';
import { knownWholeAt, leaveWhole } from '../store/check/known-whole.ts';
import { damagedStore } from '../store/file-owner.ts';
import { IN_MEMORY, openStore, type Store, whileUsing } from '../store/open-store.ts';
import { printError } from './output.ts';
import { checkingBar } from './progress-bar.ts';
import type { RunContext } from './run-context.ts';

/** Another tj that makes a new store leaves it empty for less than this. */
const NEW_MS = 10_000;

/** Opens the store, lends it, and closes it again. What SQLite says of a damaged or locked file comes as `UserError`. */
export async function withStore<T>(path: string, use: (store: Store) => Promise<T>): Promise<T> {
  if (path === IN_MEMORY) return await lend(openStore(path), path, use);
  if (isEmptyFile(path)) printError(`tj: the store ${path} was an empty file: it begins anew\n`);
  const wholeAt = knownWholeAt(path);
  const result = await lend(openStore(path, sayBackup), path, use);
  if (wholeAt !== null) leaveWhole(path, wholeAt);
  return result;
}

/**
 * The same for an answer, which is given of no store that is not as it was written: one that something other than tj, a tj that
 * was killed, or a day has been at since is looked through first, with a bar on a terminal. `UserError` where it is damaged.
 */
export async function withWholeStore<T>(
  path: string,
  context: RunContext,
  use: (store: Store) => Promise<T>,
): Promise<T> {
  if (path === IN_MEMORY || knownWholeAt(path) !== null) return await withStore(path, use);
  const { isWhole } = await import('../store/check/check-store.ts');
  const checkedAt = Date.now();
  const bar = checkingBar(context, statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  const result = await lend(openStore(path, sayBackup), path, async (store) => {
    const whole = isWhole(store, bar.show);
    bar.clear();
    if (!whole) throw damagedStore(path);
    return await use(store);
  });
  leaveWhole(path, checkedAt);
  return result;
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

function sayBackup(place: string): void {
  printError(`tj: the store is brought to this version of tj; as it was before, it is kept as ${place}\n`);
}

function isEmptyFile(path: string): boolean {
  if (!existsSync(path)) return false;
  const stat = statSync(path);
  return stat.isFile() && stat.size === 0 && Date.now() - stat.mtimeMs > NEW_MS;
}
