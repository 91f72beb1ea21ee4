import { realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/** Whether a folder lies in one of the roots, links followed; without roots every one does, an unknown one in none. */
export function isTraced(folder: string | null, roots: readonly string[]): boolean {
  if (roots.length === 0) return true;
  if (folder === null) return false;
  const real = join(realOf(folder), sep);
  return roots.some((root) => real.startsWith(join(realOf(root), sep)));
}

/** A folder that is gone is where its name says. */
function realOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return path;
    throw error;
  }
}
