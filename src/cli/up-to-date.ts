import { UserError } from '../model/errors.ts';
import { knownWholeAt } from '../store/check/known-whole.ts';
import { damagedStore } from '../store/file-owner.ts';
import { BUSY, FULL_DISK, openCopy, READ_ONLY, type Store, waitAtMost } from '../store/open-store.ts';
import { printError } from './output.ts';
import type { RunContext } from './run-context.ts';
import { lend, withWholeStore } from './with-store.ts';

/** Why nothing can be kept, by the code of the error. */
const WHY = {
  [FULL_DISK]: 'the disk is full',
  [READ_ONLY]: 'the store may not be written',
  [BUSY]: 'another tj is writing',
} as const;

/** Whoever asks waits no longer for another that writes. */
const PATIENCE_MS = 5000;

/**
 * Brings a store up to date by `read` and lends it, with what that returned, for an answer. Where the disk has no room for
 * what would be kept, it may not be written, or another tj writes to it for long, the answer comes from a copy in memory, and standard error says that nothing
 * was kept. `UserError` for what is wrong with the store.
 */
export async function upToDate<T>(
  path: string,
  context: RunContext,
  read: (store: Store) => Promise<T>,
  use: (store: Store, read: T) => Promise<void>,
): Promise<void> {
  let isRead = false;
  let why = '';
  try {
    return await withWholeStore(path, context, async (store) => {
      waitAtMost(store, PATIENCE_MS);
      const found = await read(store);
      isRead = true;
      await use(store, found);
    });
  } catch (error) {
    if (isRead || !(error instanceof UserError) || !(error.code in WHY)) throw error;
    why = WHY[error.code as keyof typeof WHY];
  }
  const { isWhole } = await import('../store/check/check-store.ts');
  await lend(openCopy(path), path, async (store) => {
    if (knownWholeAt(path) === null && !isWhole(store, () => undefined)) throw damagedStore(path);
    const found = await read(store);
    printError(`tj: ${why}: this answer comes from memory, and nothing was kept in ${path}\n`);
    await use(store, found);
  });
}
