import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';

/**
 * A function from a working folder to its project: the root of the git repository that holds it, of the main one for a
 * worktree; the folder itself where there is no repository or the folder is gone. Never throws.
 */
export function projectFinder(): (cwd: string) => string {
  const known = new Map<string, string>();
  return (cwd) => {
    let project = known.get(cwd);
    if (project === undefined) {
      project = withUpperDrive(projectOf(cwd));
      known.set(cwd, project);
    }
    return project;
  };
}

function projectOf(cwd: string): string {
  if (!isAbsolute(cwd)) return cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    const stat = statOrNull(git);
    if (stat?.isDirectory()) return folder;
    if (stat?.isFile()) return mainRepository(folder, git) ?? folder;
    if (dirname(folder) === folder) return cwd;
  }
}

/** The repository that a worktree's `.git` file points into; null for a submodule or anything else. */
function mainRepository(folder: string, git: string): string | null {
  try {
    const target = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim();
    if (target === undefined) return null;
    return /^(.*)[\\/]\.git[\\/]worktrees[\\/][^\\/]+$/.exec(resolve(folder, target))?.[1] ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

function statOrNull(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return null;
    throw error;
  }
}

/** `d:\x` and `D:\x` are one folder. */
function withUpperDrive(path: string): string {
  return /^[a-z]:/.test(path) ? path.charAt(0).toUpperCase() + path.slice(1) : path;
}
