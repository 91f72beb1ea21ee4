import { ownPartOf } from '../build/own-part.ts';
import { countedOf, packContexts } from '../build/pack-contexts.ts';
import type { FileStates } from '../store/file-states.ts';
import type { Store } from '../store/open-store.ts';
import { ownParts } from '../store/own-parts.ts';
import { buildableSessions } from '../store/session-depth.ts';
import { usageSummer } from '../store/sum-usage.ts';
import { contextWriter, countedReader } from '../store/write-contexts.ts';
import { unitFactsWriter } from '../store/write-tree.ts';
import { type LaidOutRows, rowsOf } from './laid-out-rows.ts';

/**
 * Keeps, beside the responses, what is made of those that a session owns: sums of usage, what its calls say of its work,
 * its contexts, what a copy did by itself. `written`: sessions written just now. `changed`: sessions whose own responses
 * may have changed, whether written now or earlier.
 */
export type AccountKeeper = (written: ReadonlyMap<string, LaidOutRows>, changed: ReadonlySet<string>) => void;

/** To be used within a transaction, after it is decided what the sessions own. */
export function accountKeeper(store: Store, states: FileStates): AccountKeeper {
  const sumUsage = usageSummer(store);
  const writeFacts = unitFactsWriter(store);
  const writeContexts = contextWriter(store);
  const readCounted = countedReader(store);
  const parts = ownParts(store);
  const isBuildable = buildableSessions(store);
  return (written, changed) => {
    const all = new Set([...written.keys(), ...changed]);
    sumUsage(all);
    for (const id of all) {
      const own = written.get(id);
      if (own === undefined && !isBuildable(id)) continue;
      const ownsAll = own !== undefined && !changed.has(id);
      const rows = own ?? rowsOf(id, states.filesOf(id));
      if (!ownsAll) writeFacts(rows);
      const { contexts, sightings } = rows;
      writeContexts(id, packContexts(contexts, ownsAll ? countedOf(sightings) : readCounted(id)));
      parts.keep(rows.session, ownsAll ? null : ownPartOf(rows, parts.ownedBy(id)));
    }
    parts.show();
  };
}
