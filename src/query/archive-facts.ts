import { BUCKET_MS, type Millis, millis } from '../model/time.ts';
import type { Store } from '../store/open-store.ts';
import type { Where } from './response-filter.ts';

/** What the store is as a whole, beside what it sums up to. */
export interface ArchiveFacts {
  /** Begin of the 15-minute bucket of the first response; null where none has a time. */
  readonly firstAt: Millis | null;
  /** When the newest of the files that were read was last written; null without any. */
  readonly newestFileAt: Millis | null;
  /** Size of the store. */
  readonly bytes: number;
}

/** Since when does the store keep responses of these sessions, up to when are its files, and how large is it? */
export function archiveFacts(store: Store, sessions: Where): ArchiveFacts {
  const firstBucket = store
    .prepare<unknown[], number | null>(`SELECT min(bucket) FROM usage WHERE ${sessions.sql}`)
    .pluck()
    .get(...sessions.values);
  const newestFileAt = store.prepare<[], Millis | null>('SELECT max(mtime_ms) FROM files').pluck().get();
  const pragma = (name: string) => store.pragma(name, { simple: true }) as number;
  return {
    firstAt: firstBucket == null ? null : millis(firstBucket * BUCKET_MS),
    newestFileAt: newestFileAt ?? null,
    bytes: pragma('page_count') * pragma('page_size'),
  };
}
