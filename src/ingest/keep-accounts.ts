import { ownPartOf } from '../build/own-part.ts';
import { countedOf, packContexts } from '../build/pack-contexts.ts';
import type { FileStates } from '../store/file-states.ts';
import { unitKeeper } from '../store/keep-units.ts';
import type { Store } from '../store/open-store.ts';
import { ownParts } from '../store/own-parts.ts';
import { usageSummer } from '../store/usage-sums.ts';
import { contextWriter, countedReader } from '../store/write-contexts.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';

/**
 * Keeps, beside the responses, what is summed from them: usage by quarter of an hour, what tells the shape of work, and
 * contexts with what each session owns, what a copy did by itself. `written`: sessions written just now. `unsettled`: sessions whose own responses
 * may have changed, whether written now or earlier.
 */
export type AccountKeeper = (written: ReadonlyMap<string, LaidOutRows>, unsettled: ReadonlySet<string>) => void;

/** To be used within a transaction, after the responses of the sessions are settled. */
export function accountKeeper(store: Store, states: FileStates): AccountKeeper {
  const sumUsage = usageSummer(store);
  const keepUnits = unitKeeper(store);
  const writeContexts = contextWriter(store);
  const readCounted = countedReader(store);
  const parts = ownParts(store);
  return (written, unsettled) => {
    for (const id of new Set([...written.keys(), ...unsettled])) {
      sumUsage(id);
      const own = written.get(id);
      const isSettled = own !== undefined && !unsettled.has(id);
      keepUnits(id, isSettled ? own : null);
      const rows = own ?? rowsOf(id, states.filesOf(id));
      const { contexts, sightings } = rows;
      writeContexts(id, packContexts(contexts, isSettled ? countedOf(sightings) : readCounted(id)));
      parts.keep(rows.session, isSettled ? null : ownPartOf(rows, parts.ownedBy(id)));
    }
    parts.show();
  };
}
