import { type Stats, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { SeenFolder } from '../model/folder-facts.ts';
import { errorCode } from './error-code.ts';
import { readSmall } from './read-small.ts';

/**
 * A function from a working folder to what the disk shows of it now: the root of the git repository that holds it, of the
 * main one for a worktree; the folder itself where there is no repository; null where the folder is not there. Does not
 * look above `home`. Each folder is looked at once. Never throws.
 */
export function projectFinder(home: string): (cwd: string) => SeenFolder | null {
  const known = new Map<string, SeenFolder | null>();
  return (cwd) => {
    let seen = known.get(cwd);
    if (seen === undefined) {
      seen = lookAt(cwd, home);
      known.set(cwd, seen);
    }
    return seen;
  };
}

function lookAt(cwd: string, home: string): SeenFolder | null {
  if (!isAbsolute(cwd) || !statOrNull(cwd)?.isDirectory()) return null;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const stat = statOrNull(git);
    if (stat?.isDirectory()) return { knownBy: 'repository', project: folder };
    if (stat?.isFile()) return { knownBy: 'repository', project: mainRepository(folder, git) ?? folder };
    if (folder === home || dirname(folder) === folder) return { knownBy: 'folder', project: cwd };
  }
}

/** The repository that a worktree's `.git` file points into; null for a submodule or anything else. */
function mainRepository(folder: string, git: string): string | null {
  try {
    const target = /^gitdir: (.+)$/m.exec(readSmall(git).toString('utf8'))?.[1]?.trim();
    if (target === undefined) return null;
    return /^(.*)[\\/]\.git[\\/]worktrees[\\/][^\\/]+$/.exec(resolve(folder, target))?.[1] ?? null;
  } catch (error) {
    errorCode(error);
    return null;
  }
}

function statOrNull(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    errorCode(error);
    return null;
  }
}
