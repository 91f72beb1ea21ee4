import type { Ledger } from '../model/span-rows.ts';
import type { Store } from '../store/open-store.ts';

/** What did Claude Code's own ledgers of a session say last (C10)? In order of their beginning. */
export function ledgersOf(store: Store, sessionId: string): Ledger[] {
  return store
    .prepare<[string], { begunAt: Ledger['begunAt']; usd: number | null; models: string }>(
      'SELECT begun_at AS begunAt, usd, models FROM ledgers WHERE session_id = ? ORDER BY ordinal',
    )
    .all(sessionId)
    .map((row) => ({ ...row, models: JSON.parse(row.models) as Ledger['models'] }));
}
