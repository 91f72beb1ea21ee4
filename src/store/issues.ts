import { type Oddity, PLACES_KEPT } from '../model/issue.ts';
import type { Store } from './open-store.ts';

/**
 * Keeps what is odd about a file beside what is kept of it so far: of each kind no more places than `PLACES_KEPT`, however
 * often something is added to the file.
 */
export function issueWriter(store: Store): (fileId: number, odd: readonly Oddity[]) => void {
  const kept = store
    .prepare<[number, string], number>('SELECT count(*) FROM issues WHERE file_id = ? AND kind = ?')
    .pluck();
  const put = store.prepare(`
    INSERT OR IGNORE INTO issues (file_id, line, kind, detail, count) VALUES (?, ?, ?, ?, ?)`);
  const addToLast = store.prepare(`
    UPDATE issues SET count = count + ? WHERE file_id = ? AND kind = ? AND line =
      (SELECT max(line) FROM issues WHERE file_id = ? AND kind = ?)`);
  return (fileId, odd) => {
    for (const { kind, line, detail, count = 1 } of odd) {
      if ((kept.get(fileId, kind) ?? 0) < PLACES_KEPT) put.run(fileId, line ?? 0, kind, detail, count);
      else addToLast.run(count, fileId, kind, fileId, kind);
    }
  };
}
