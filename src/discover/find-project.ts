import { readFileSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * A function from a working folder to its project: the root of the git repository that holds it, of the main one for a
 * worktree; the folder itself where there is no repository or the folder is gone. Does not look above `home`. Each
 * folder is looked at once. Never throws.
 */
export function projectFinder(home: string = homedir()): (cwd: string) => string {
  const known = new Map<string, string>();
  return (cwd) => {
    let project = known.get(cwd);
    if (project === undefined) {
      project = withUpperDrive(projectOf(cwd, home));
      known.set(cwd, project);
    }
    return project;
  };
}

function projectOf(cwd: string, home: string): string {
  if (!isAbsolute(cwd) || !statOrNull(cwd)?.isDirectory()) return cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const stat = statOrNull(git);
    if (stat?.isDirectory()) return folder;
    if (stat?.isFile()) return mainRepository(folder, git) ?? folder;
    if (folder === home || dirname(folder) === folder) return cwd;
  }
}

/** The repository that a worktree's `.git` file points into; null for a submodule or anything else. */
function mainRepository(folder: string, git: string): string | null {
  try {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim();
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

/** `d:\x` and `D:\x` are one folder. */
function withUpperDrive(path: string): string {
  return /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
}
