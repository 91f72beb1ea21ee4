import { realpathSync, type Stats, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import { errorCode } from './error-code.ts';

/** Beside ENOENT: a path that leads through a file, in a circle, or is none. */
const NO_SUCH_PLACE = new Set(['ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'ERR_INVALID_ARG_VALUE']);

export interface RootsInput {
  /** Values of `--root`. */
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/**
 * Real paths of the folders that hold project folders, each once: from `--root`, else from `CLAUDE_CONFIG_DIR` (a comma
 * list), else `~/.claude` and `~/.config/claude`. A root may be a config folder or its `projects`; one that is named
 * and has no `projects` in it is taken for such a folder. `UserError` for a `--root` that is not there or no folder;
 * others that are not there are left out. A root that cannot be read is kept: whoever lists it finds out.
 */
export function findRoots({ roots, env, home }: RootsInput): string[] {
  if (roots.length > 0) return unique(roots.map((root) => askedRoot(root.trim(), home)));
  const configured = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((dir) => dir.trim())
    .filter((dir) => dir !== '');
  if (configured.length > 0) return unique(configured.flatMap((dir) => configuredRoot(expand(dir, home))));
  const xdg = env.XDG_CONFIG_HOME?.trim() || join(home, '.config');
  return unique([join(home, '.claude'), join(expand(xdg, home), 'claude')].flatMap(defaultRoot));
}

function askedRoot(asked: string, home: string): string {
  if (asked === '') throw new UserError('bad-root', '--root: the name of a folder is missing', 2);
  const path = expand(asked, home);
  const seen = look(path);
  if (seen === 'absent') throw new UserError('bad-root', `--root ${path}: there is no such folder`, 2);
  if (seen === 'other') throw new UserError('bad-root', `--root ${path}: it is a file, a folder was expected`, 2);
  return projectsOf(path);
}

function configuredRoot(path: string): string[] {
  const seen = look(path);
  return seen === 'folder' || seen === 'hidden' ? [projectsOf(path)] : [];
}

/** Nobody named a default: without `projects` it has nothing to say. */
function defaultRoot(path: string): string[] {
  const projects = join(path, 'projects');
  const seen = look(projects);
  return seen === 'folder' || seen === 'hidden' ? [realPath(projects)] : [];
}

/** The `projects` folder within a config folder, or the folder itself. */
function projectsOf(path: string): string {
  const projects = join(path, 'projects');
  return realPath(look(projects) === 'folder' ? projects : path);
}

function expand(path: string, home: string): string {
  return /^~(?:$|[\\/])/.test(path) ? join(home, path.slice(1)) : resolve(path);
}

/** `hidden`: a folder above it does not let us see. */
function look(path: string): 'folder' | 'other' | 'absent' | 'hidden' {
  let stat: Stats | undefined;
  try {
    stat = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    return NO_SUCH_PLACE.has(errorCode(error)) ? 'absent' : 'hidden';
  }
  if (stat === undefined) return 'absent';
  return stat.isDirectory() ? 'folder' : 'other';
}

/** `native` also settles the case of letters where the file system ignores it. */
function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch (error) {
    errorCode(error);
    return path;
  }
}

function unique(paths: readonly string[]): string[] {
  return [...new Set(paths)];
}
