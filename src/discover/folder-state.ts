import { statSync } from 'node:fs';
import type { FolderState } from '../model/walk.ts';

/**
 * A folder as it is now; throws what `statSync` throws. The fractions are kept: a double holds them to a quarter of a
 * microsecond, which is finer than the ticks by which file systems set them.
 */
export function folderState(path: string): FolderState {
  const { ino, mtimeMs, ctimeMs } = statSync(path);
  return { path, ino, mtimeMs, ctimeMs };
}
