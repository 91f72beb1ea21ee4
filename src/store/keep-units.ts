import { packUnits } from '../build/pack-units.ts';
import type { Store } from './open-store.ts';
import { type UnitTree, unitSources } from './unit-sources.ts';

/**
 * Keeps what tells the shape of a session's work anew, from its tree where that is at hand and all of it is the session's
 * own. To be used within a transaction, after its sums are written.
 */
export function unitKeeper(store: Store): (sessionId: string, tree: UnitTree | null) => void {
  const sourcesOf = unitSources(store);
  const put = store.prepare('INSERT OR REPLACE INTO units (session_id, rates, ids, numbers) VALUES (?, ?, ?, ?)');
  return (sessionId, tree) => {
    const { rates, ids, numbers } = packUnits(sourcesOf(sessionId, tree));
    put.run(sessionId, JSON.stringify(rates), JSON.stringify(ids), JSON.stringify(numbers));
  };
}

/** Keeps them of the sessions that an earlier version of tj wrote: all at once, from what it kept of them. */
export function keepMissingUnits(store: Store): void {
  const keep = unitKeeper(store);
  const missing = store.prepare<[], string>('SELECT session_id FROM unkept_units ORDER BY session_id').pluck();
  const kept = store.transaction(() => {
    for (const sessionId of missing.all()) keep(sessionId, null);
    store.exec('DELETE FROM unkept_units');
  });
  kept.immediate();
}
