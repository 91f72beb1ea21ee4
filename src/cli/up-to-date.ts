import { UserError } from '../model/errors.ts';
import { FULL_DISK, openCopy, type Store } from '../store/open-store.ts';
import { printError } from './output.ts';
import type { RunContext } from './run-context.ts';
import { lend, withWholeStore } from './with-store.ts';

/**
 * Brings a store up to date by `read` and lends it, with what that returned, for an answer. Where the disk has no room for
 * what would be kept, the answer comes from a copy in memory, and standard error says that nothing was kept. `UserError`
 * for what is wrong with the store.
 */
export async function upToDate<T>(
  path: string,
  context: RunContext,
  read: (store: Store) => Promise<T>,
  use: (store: Store, read: T) => Promise<void>,
): Promise<void> {
  let isRead = false;
  try {
    return await withWholeStore(path, context, async (store) => {
      const found = await read(store);
      isRead = true;
      await use(store, found);
    });
  } catch (error) {
    if (isRead || !(error instanceof UserError) || error.code !== FULL_DISK) throw error;
  }
  await lend(openCopy(path), path, async (store) => {
    const found = await read(store);
    printError(`tj: the disk is full: this answer comes from memory, and nothing was kept in ${path}\n`);
    await use(store, found);
  });
}
