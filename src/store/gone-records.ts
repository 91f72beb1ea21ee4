import type { GoneRun, GoneWhy } from '../model/gone-records.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { Millis } from '../model/time.ts';
import { DamagedRow, rowSum } from './check/row-sum.ts';
import { decodeRecords, encodeRecords } from './journal-codec.ts';
import type { Store } from './open-store.ts';

/** Access to what is gone from files. */
export interface GoneRecords {
  /** What is gone from a file, in the order of its lines. */
  of(fileId: number): GoneRun[];
  /** Replaces what is gone from a file; `left`: keys of the responses that are still in it. */
  replace(fileId: number, runs: readonly GoneRun[], left: ReadonlySet<string>): void;
  /** Whether anything is kept for a session that is gone from the files. */
  isOf(sessionId: string): boolean;
}

/** What of `gone_records` is in the sum of its rows; its records have one of their own (store/deflated.ts). */
export const GONE_COLUMNS = [
  ...['file_id', 'ordinal', 'session_id', 'after_line', 'seen_at', 'why', 'responses', 'record_count'],
] as const;

type GoneRow = readonly [
  ...[fileId: number, ordinal: number, sessionId: string, afterLine: number, seenAt: Millis, why: GoneWhy],
  ...[responses: number, recordCount: number, records: Uint8Array, sum: number | null],
];

/** Prepares the statements on `gone_records`. Reading throws `DamagedRow`, or what zlib says, for rows that are others than were written. */
export function goneRecords(store: Store): GoneRecords {
  const rowsOf = store.prepare<[number], GoneRow>(
    `SELECT ${GONE_COLUMNS.join(', ')}, records, row_sum FROM gone_records WHERE file_id = ? ORDER BY ordinal`,
  );
  const drop = store.prepare('DELETE FROM gone_records WHERE file_id = ?');
  const put = store.prepare<unknown[]>(`
    INSERT INTO gone_records
      (${GONE_COLUMNS.join(', ')}, records, row_sum)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const ofSession = store
    .prepare<[string], 0 | 1>('SELECT EXISTS (SELECT 1 FROM gone_records WHERE session_id = ?)')
    .pluck();
  return {
    of: (fileId) => rowsOf.raw().all(fileId).map(runOf),
    replace(fileId, runs, left) {
      drop.run(fileId);
      const counted = new Set(left);
      runs.forEach(({ sessionId, afterLine, seenAt, why, records }, ordinal) => {
        const keys = [...answerKeys(records)].filter((key) => !counted.has(key));
        for (const key of keys) counted.add(key);
        const values = [fileId, ordinal, sessionId, afterLine, seenAt, why, keys.length, countOf(records)];
        put.run(...values, encodeRecords(records), rowSum(values));
      });
    },
    isOf: (sessionId) => ofSession.get(sessionId) === 1,
  };
}

function runOf(row: GoneRow): GoneRun {
  const [, , sessionId, afterLine, seenAt, why, , , records, sum] = row;
  if (sum !== null && rowSum(row.slice(0, GONE_COLUMNS.length)) !== sum) throw new DamagedRow('gone_records');
  return { sessionId, afterLine, seenAt, why, records: decodeRecords(records) };
}

/** Keys of the responses that records are of. */
export function answerKeys(records: readonly TranscriptRecord[]): Set<string> {
  return new Set(records.flatMap((record) => (record.kind === 'answer' ? [record.key] : [])));
}

function countOf(records: readonly TranscriptRecord[]): number {
  return records.filter(({ kind }) => kind !== 'place').length;
}
