import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { LookedIn } from '../model/looked-in.ts';
import { desktopRoots } from './desktop-roots.ts';
import { listIn, lookAt, realPath } from './look-at.ts';

export interface RootsInput {
  /** Values of `--root`. */
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** A place that is looked at for transcripts. */
export interface RootPlace extends Pick<LookedIn, 'folder' | 'namedBy'> {
  /** Real path of the folder that holds project folders; null where there is none. */
  readonly root: string | null;
}

/** Real paths of the folders that hold project folders, each once: of `rootPlaces`. */
export function findRoots(input: RootsInput): string[] {
  return rootsOf(rootPlaces(input));
}

/** The roots among some places, each once. */
export function rootsOf(places: readonly RootPlace[]): string[] {
  return [...new Set(places.flatMap(({ root }) => root ?? []))];
}

/**
 * Where transcripts are looked for: what `--root` says, else what `CLAUDE_CONFIG_DIR` says (a comma list), else
 * `~/.claude`, `~/.config/claude` and what the desktop app made. A root may be a config folder or its `projects`; one that
 * is named and has no `projects` in it is taken for such a folder. `UserError` for a `--root` that is not there or no
 * folder. A root that cannot be read is kept: whoever lists it finds out.
 */
export function rootPlaces({ roots, env, home }: RootsInput): RootPlace[] {
  if (roots.length > 0) {
    return roots.map((root) => {
      const folder = askedFolder(root.trim(), home);
      return { folder, namedBy: 'option', root: projectsOf(folder) };
    });
  }
  const configured = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((dir) => dir.trim())
    .filter((dir) => dir !== '');
  if (configured.length > 0) return configured.map((dir) => configuredPlace(expand(dir, home)));
  const xdg = expand(env.XDG_CONFIG_HOME?.trim() || join(home, '.config'), home);
  const desktop = desktopRoots({ env, home, xdg });
  return [defaultPlace(join(home, '.claude')), defaultPlace(join(xdg, 'claude')), ...desktop.map(desktopPlace)];
}

function askedFolder(asked: string, home: string): string {
  if (asked === '') throw new UserError('bad-root', '--root: the name of a folder is missing', 2);
  const path = expand(asked, home);
  const seen = lookAt(path);
  if (seen === 'absent') {
    const hint = listIn(path, home).length > 0 ? '; --root DIR once for each folder' : '';
    throw new UserError('bad-root', `--root ${path}: there is no such folder${hint}`, 2);
  }
  if (seen === 'other') throw new UserError('bad-root', `--root ${path}: it is a file, a folder was expected`, 2);
  return path;
}

function configuredPlace(folder: string): RootPlace {
  const seen = lookAt(folder);
  return { folder, namedBy: 'environment', root: seen === 'folder' || seen === 'hidden' ? projectsOf(folder) : null };
}

/** Nobody named a default: without `projects` it has nothing to say. */
function defaultPlace(folder: string): RootPlace {
  const projects = join(folder, 'projects');
  const seen = lookAt(projects);
  return { folder, namedBy: 'default', root: seen === 'folder' || seen === 'hidden' ? realPath(projects) : null };
}

function desktopPlace(projects: string): RootPlace {
  return { folder: projects, namedBy: 'default', root: realPath(projects) };
}

/** The `projects` folder within a config folder, or the folder itself. */
function projectsOf(path: string): string {
  const projects = join(path, 'projects');
  return realPath(lookAt(projects) === 'folder' ? projects : path);
}

/** An absolute path: `~` is the home, and the rest is below the current folder. */
export function expand(path: string, home: string): string {
  return /^~(?:$|[\\/])/.test(path) ? join(home, path.slice(1)) : resolve(path);
}
