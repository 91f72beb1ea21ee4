import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';

export interface RootsInput {
  /** Values of `--root`. */
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Real paths of the folders that hold project folders: from `--root`, else from `CLAUDE_CONFIG_DIR` (a comma list),
 * else `~/.claude` and `~/.config/claude`. A root may be a config folder or its `projects`. `UserError` for a `--root`
 * that is not there or no folder; a default that is not there is simply not there.
 */
export function findRoots({ roots, env, home }: RootsInput): string[] {
  const asked = roots.map((root) => root.trim());
  if (asked.length > 0) return unique(asked.map((root) => askedRoot(expand(root, home))));
  const configured = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((dir) => dir.trim())
    .filter((dir) => dir !== '');
  const xdg = env.XDG_CONFIG_HOME || join(home, '.config');
  const dirs =
    configured.length > 0 ? configured.map((dir) => expand(dir, home)) : [join(home, '.claude'), join(xdg, 'claude')];
  return unique(dirs.flatMap((dir) => (isFolder(dir) ? [projectsOf(dir)] : [])));
}

function askedRoot(path: string): string {
  if (isFolder(path)) return projectsOf(path);
  const what = statOrNull(path) === null ? 'there is no such folder' : 'it is a file, a folder was expected';
  throw new UserError('bad-root', `--root ${path}: ${what}`, 2);
}

/** The `projects` folder within a config folder, or the folder itself. */
function projectsOf(path: string): string {
  const projects = join(path, 'projects');
  return realpathSync(isFolder(projects) ? projects : path);
}

function expand(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : resolve(path);
}

function isFolder(path: string): boolean {
  return statOrNull(path)?.isDirectory() ?? false;
}

function statOrNull(path: string) {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
