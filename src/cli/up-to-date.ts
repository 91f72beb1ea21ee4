import { UserError } from '../model/errors.ts';
import { FULL_DISK, openCopy, type Store } from '../store/open-store.ts';
import type { Source } from './ask.ts';
import { noteVanished } from './note-vanished.ts';
import { printError } from './output.ts';
import { type Refreshed, refresh } from './refresh.ts';
import type { RunContext } from './run-context.ts';
import { lend, withStore } from './with-store.ts';

/**
 * Brings a store up to date and lends it for an answer. Where the disk has no room for what would be kept, the answer
 * comes from a copy in memory, and standard error says that nothing was kept. `UserError` for what is wrong with the store.
 */
export async function upToDate(
  { store: path, refresh: options }: Source,
  run: RunContext,
  use: (store: Store, refreshed: Refreshed) => Promise<void>,
): Promise<void> {
  let isRead = false;
  try {
    return await withStore(path, async (store) => {
      const refreshed = await refresh(store, run, options);
      isRead = true;
      noteVanished(refreshed, run);
      await use(store, refreshed);
    });
  } catch (error) {
    if (isRead || !(error instanceof UserError) || error.code !== FULL_DISK) throw error;
  }
  await lend(openCopy(path), path, async (store) => {
    const refreshed = await refresh(store, run, options);
    printError(`tj: the disk is full: this answer comes from memory, and nothing was kept in ${path}\n`);
    await use(store, refreshed);
  });
}
