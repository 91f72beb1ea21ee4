import type { LedgerRecord } from '../model/records.ts';
import type { Ledger } from '../model/span-rows.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * Claude Code's own ledgers of a session: of each process, told apart by when it began, the largest snapshot (C10). A
 * snapshot that says it is of another session stands in a copied file and is left out.
 */
export function lastLedgers(sessionId: string, files: readonly (readonly ThreadedRecord[])[]): Ledger[] {
  const largest = new Map<number | null, LedgerRecord>();
  for (const file of files) {
    for (const { record } of file) {
      if (record.kind !== 'ledger' || (record.sessionId !== null && record.sessionId !== sessionId)) continue;
      const known = largest.get(record.begunAt);
      if (known === undefined || (record.usd ?? 0) >= (known.usd ?? 0)) largest.set(record.begunAt, record);
    }
  }
  return [...largest.values()]
    .sort((a, b) => (a.begunAt ?? 0) - (b.begunAt ?? 0))
    .map(({ begunAt, usd, models }) => ({ begunAt, usd, models }));
}
