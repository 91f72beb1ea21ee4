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
import { alone } from './session-fault.ts';

/**
 * Keeps, beside the responses, what is made of those that a session owns: sums of usage, what its calls say of its work,
 * its contexts, what a copy did by itself. `written`: sessions written just now. `changed`: sessions whose own responses
 * may have changed, whether written now or earlier. `faults`: those that cannot be built. Throws `SessionFault` for another.
 */
export type AccountKeeper = (
  written: ReadonlyMap<string, LaidOutRows>,
  changed: ReadonlySet<string>,
  faults: ReadonlyMap<string, string>,
) => void;

/** To be used within a transaction, after it is decided what the sessions own. */
export function accountKeeper(store: Store, states: FileStates): AccountKeeper {
  const sumUsage = usageSummer(store);
  const writeFacts = unitFactsWriter(store);
  const writeContexts = contextWriter(store);
  const readCounted = countedReader(store);
  const parts = ownParts(store);
  const isBuildable = buildableSessions(store);
  const keep = (id: string, rows: LaidOutRows, ownsAll: boolean) => {
    if (!ownsAll) writeFacts(rows);
    const { contexts, sightings } = rows;
    writeContexts(id, packContexts(contexts, ownsAll ? countedOf(sightings) : readCounted(id)));
    parts.keep(rows.session, ownsAll ? null : ownPartOf(rows, parts.ownedBy(id)));
  };
  return (written, changed, faults) => {
    const all = new Set([...written.keys(), ...changed]);
    sumUsage(all);
    for (const id of all) {
      const own = written.get(id);
      if (own === undefined && (faults.has(id) || !isBuildable(id))) continue;
      const files = own === undefined ? states.filesOf(id) : [];
      alone(id, () => keep(id, own ?? rowsOf(id, files), own !== undefined && !changed.has(id)));
    }
    parts.show();
  };
}
