import type { GoneWhy } from '../../model/gone-records.ts';
import type { Millis } from '../../model/time.ts';
import type { Store } from '../../store/open-store.ts';

/** What is gone from a transcript and kept, as it was missed at one time. */
export interface GoneFromFile {
  readonly path: string;
  readonly seenAt: Millis;
  readonly why: GoneWhy;
  readonly responses: number;
  readonly records: number;
}

/** What is gone from which transcripts? What was missed last first. */
export function goneByFile(store: Store): GoneFromFile[] {
  return store
    .prepare<[], GoneFromFile>(`
      SELECT path, seen_at AS seenAt, why, sum(responses) AS responses, sum(record_count) AS records
      FROM gone_records JOIN files USING (file_id)
      GROUP BY path, seen_at, why
      ORDER BY seen_at DESC, path, why`)
    .all();
}
