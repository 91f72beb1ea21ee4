import { existsSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import { chooseSession } from './choose-session.ts';
import { type RunContext, storePath } from './run-context.ts';
import { withStore } from './with-store.ts';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/**
 * The full id of the session in the user's store that the id begins; a full id itself also where it is not known yet.
 * `UserError` for a beginning that is none, or is that of several.
 */
export async function knownSession(id: string, run: RunContext): Promise<string> {
  const path = storePath(run, undefined);
  if (UUID.test(id) && !existsSync(path)) return id;
  return await withStore(path, async (store) => {
    try {
      return chooseSession(store, id);
    } catch (error) {
      if (error instanceof UserError && error.code === 'no-session' && UUID.test(id)) return id;
      throw error;
    }
  });
}
