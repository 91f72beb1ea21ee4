import { buildSession } from '../build/build-session.ts';
import { packContexts } from '../build/pack-contexts.ts';
import type { ThreadContext } from '../model/context.ts';
import { sessionId as sessionIdOf } from '../model/ids.ts';
import type { PackedContext } from '../model/packed-context.ts';
import type { FileStates } from '../store/file-states.ts';
import { unitKeeper } from '../store/keep-units.ts';
import type { Store } from '../store/open-store.ts';
import type { UnitTree } from '../store/unit-sources.ts';
import { usageSummer } from '../store/usage-sums.ts';
import { contextWriter, countedReader } from '../store/write-contexts.ts';

/** A session just written: its tree, and its contexts packed as if it owned all that it shows, or still to be packed. */
export type Account = { readonly tree: UnitTree } & (
  | { readonly kind: 'packed'; readonly contexts: readonly PackedContext[] }
  | { readonly kind: 'open'; readonly contexts: readonly ThreadContext[] }
);

/**
 * Keeps, beside the responses, what is summed from them: usage by quarter of an hour, what tells the shape of work, and
 * contexts with what each session owns. `unsettled`: sessions whose own responses may have changed, whether written now
 * or earlier.
 */
export type AccountKeeper = (accounts: ReadonlyMap<string, Account>, unsettled: ReadonlySet<string>) => void;

/** To be used within a transaction, after the responses of the sessions are settled. */
export function accountKeeper(store: Store, states: FileStates): AccountKeeper {
  const sumUsage = usageSummer(store);
  const keepUnits = unitKeeper(store);
  const writeContexts = contextWriter(store);
  const readCounted = countedReader(store);
  return (accounts, unsettled) => {
    for (const id of new Set([...accounts.keys(), ...unsettled])) {
      sumUsage(id);
      const account = accounts.get(id);
      keepUnits(id, account === undefined || unsettled.has(id) ? null : account.tree);
      if (account?.kind === 'packed' && !unsettled.has(id)) writeContexts(id, account.contexts);
      else {
        const contexts = account?.kind === 'open' ? account.contexts : contextsOf(id, states);
        writeContexts(id, packContexts(contexts, readCounted(id)));
      }
    }
  };
}

function contextsOf(id: string, states: FileStates): readonly ThreadContext[] {
  return buildSession(sessionIdOf(id), states.filesOf(id)).contexts;
}
