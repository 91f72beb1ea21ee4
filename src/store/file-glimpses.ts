import type { Depth } from '../model/depth.ts';
import type { Millis } from '../model/time.ts';
import type { FileState } from './file-states.ts';
import type { Store } from './open-store.ts';

/** As much of a file's state as shows whether anything changed, and how far its session was read. */
export interface FileGlimpse extends Pick<FileState, 'sessionId' | 'size' | 'mtimeMs' | 'ino' | 'parserVersion'> {
  /** A session that could not be built was read as far as it can be. */
  readonly depth: Depth;
  /** When its session was last seen to go on, as far as it was read. */
  readonly endedAt: Millis | null;
}

/** What is needed to see which files changed, by path. */
export function fileGlimpses(store: Store): Map<string, FileGlimpse> {
  const byPath = new Map<string, FileGlimpse>();
  eachGlimpse(store, (path, glimpse) => byPath.set(path, glimpse));
  return byPath;
}

/** The same, file by file: with any number of them, all at once are most of what memory is needed. */
export function eachGlimpse(store: Store, take: (path: string, glimpse: FileGlimpse) => void): void {
  const rows = store
    .prepare<[], [string, string, number, number, number, number, Depth | null, Millis | null]>(`
      SELECT path, session_id, size, mtime_ms, ino, parser_version,
        iif(depth = 'kept' OR session_id IN (SELECT session_id FROM files JOIN issues USING (file_id) WHERE issues.kind = 'not-built'), 'spans', depth),
        ended_at
      FROM files LEFT JOIN sessions USING (session_id)`)
    .raw()
    .iterate();
  for (const [path, sessionId, size, mtimeMs, ino, parserVersion, depth, endedAt] of rows)
    take(path, { sessionId, size, mtimeMs, ino, parserVersion, depth: depth ?? 'usage', endedAt });
}
