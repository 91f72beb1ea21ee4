import type { LedgerRecord } from '../model/records.ts';
import type { Ledger, LedgerSnapshot } from '../model/span-rows.ts';
import type { Millis } from '../model/time.ts';
import type { ThreadedRecord } from './place-threads.ts';

/**
 * Claude Code's own ledgers of a session: of each process, told apart by when it began, the largest snapshot (C10) and
 * all amounts that it told. A snapshot that says it is of another session stands in a copied file and is left out.
 */
export function lastLedgers(sessionId: string, files: readonly (readonly ThreadedRecord[])[]): Ledger[] {
  const largest = new Map<number | null, { record: LedgerRecord; snapshots: LedgerSnapshot[] }>();
  for (const file of files) {
    let latest: Millis | null = null;
    for (const { record } of file) {
      const at = record.kind === 'other' ? record.until : record.at;
      if (at !== null && (latest === null || at > latest)) latest = at;
      if (record.kind !== 'ledger' || (record.sessionId !== null && record.sessionId !== sessionId)) continue;
      const known = largest.get(record.begunAt);
      const snapshots = known?.snapshots ?? [];
      addSnapshot(snapshots, record, latest);
      if (known === undefined) largest.set(record.begunAt, { record, snapshots });
      else if ((record.usd ?? 0) >= (known.record.usd ?? 0)) known.record = record;
    }
  }
  return [...largest.values()]
    .sort((a, b) => (a.record.begunAt ?? 0) - (b.record.begunAt ?? 0))
    .map(({ record: { begunAt, usd, models }, snapshots }) => ({ begunAt, usd, models, snapshots }));
}

/** The same amount once more tells nothing, and none is told where the amount is not known. */
function addSnapshot(snapshots: LedgerSnapshot[], { usd, models }: LedgerRecord, at: Millis | null): void {
  if (usd !== null && snapshots.at(-1)?.usd !== usd) snapshots.push({ at, usd, models });
}
