import type { GoneRun, GoneWhy } from '../model/gone-records.ts';
import type { TranscriptRecord } from '../model/records.ts';
import type { Millis } from '../model/time.ts';
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

/** Prepares the statements on `gone_records`. */
export function goneRecords(store: Store): GoneRecords {
  const rowsOf = store.prepare<[number], Omit<GoneRun, 'records'> & { records: Uint8Array }>(`
    SELECT session_id AS sessionId, after_line AS afterLine, seen_at AS seenAt, why, records
    FROM gone_records WHERE file_id = ? ORDER BY ordinal`);
  const drop = store.prepare('DELETE FROM gone_records WHERE file_id = ?');
  const put = store.prepare<[number, number, string, number, Millis, GoneWhy, number, number, Uint8Array]>(`
    INSERT INTO gone_records
      (file_id, ordinal, session_id, after_line, seen_at, why, responses, record_count, records)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);
  const ofSession = store
    .prepare<[string], 0 | 1>('SELECT EXISTS (SELECT 1 FROM gone_records WHERE session_id = ?)')
    .pluck();
  return {
    of: (fileId) => rowsOf.all(fileId).map((row) => ({ ...row, records: decodeRecords(row.records) })),
    replace(fileId, runs, left) {
      drop.run(fileId);
      const counted = new Set(left);
      runs.forEach(({ sessionId, afterLine, seenAt, why, records }, ordinal) => {
        const keys = [...answerKeys(records)].filter((key) => !counted.has(key));
        for (const key of keys) counted.add(key);
        const place = [fileId, ordinal, sessionId, afterLine, seenAt, why] as const;
        put.run(...place, keys.length, countOf(records), encodeRecords(records));
      });
    },
    isOf: (sessionId) => ofSession.get(sessionId) === 1,
  };
}

/** Keys of the responses that records are of. */
export function answerKeys(records: readonly TranscriptRecord[]): Set<string> {
  return new Set(records.flatMap((record) => (record.kind === 'answer' ? [record.key] : [])));
}

function countOf(records: readonly TranscriptRecord[]): number {
  return records.filter(({ kind }) => kind !== 'place').length;
}
