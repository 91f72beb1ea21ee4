import type { FileState } from './file-states.ts';
import type { Store } from './open-store.ts';

/** As much of a file's state as shows whether anything changed. */
export type FileGlimpse = Pick<FileState, 'sessionId' | 'size' | 'mtimeMs' | 'ino' | 'parserVersion'>;

/** What is needed to see which files changed, by path. */
export function fileGlimpses(store: Store): Map<string, FileGlimpse> {
  const rows = store
    .prepare<[], [string, string, number, number, number, number]>(
      'SELECT path, session_id, size, mtime_ms, ino, parser_version FROM files',
    )
    .raw()
    .all();
  const byPath = new Map<string, FileGlimpse>();
  for (const [path, sessionId, size, mtimeMs, ino, parserVersion] of rows) {
    byPath.set(path, { sessionId, size, mtimeMs, ino, parserVersion });
  }
  return byPath;
}
