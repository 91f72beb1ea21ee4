import { join, resolve } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { LookedIn } from '../model/looked-in.ts';
import type { Client } from '../model/transcript-file.ts';
import { DESKTOP_SESSIONS, desktopProjectsIn, desktopRoots } from './desktop-roots.ts';
import { CLIENTS } from './identify-transcript.ts';
import { listIn, lookAt, realPath, realPathOfGone } from './look-at.ts';

export interface RootsInput {
  /** Values of `--root`. */
  readonly roots: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
}

/** A place that is looked at for transcripts. */
export interface RootPlace extends Pick<LookedIn, 'folder' | 'namedBy'> {
  /** Real path of the folder below which all of its transcripts lie; null where there is none. */
  readonly root: string | null;
  /** Real paths of the folders in it that hold project folders; none where it is not there any more. */
  readonly holders: readonly string[];
}

/** Real paths of the folders that hold project folders, each once, of what is there: a `--root` that is gone is none. */
export function findRoots(input: RootsInput): string[] {
  return holdersOf(rootPlaces(input, () => true));
}

/** The folders that hold project folders, of some places, each once. */
export function holdersOf(places: readonly RootPlace[]): string[] {
  return [...new Set(places.flatMap(({ holders }) => holders))];
}

/**
 * Where transcripts are looked for: what `--root` says, else what `CLAUDE_CONFIG_DIR` says (a comma list), else
 * `~/.claude`, `~/.config/claude` and what the desktop app made. A root may be a config folder or its `projects`; one that
 * is named and has no `projects` in it is taken for such a folder; the desktop app's, for all roots in it. `UserError` for a
 * `--root` that is no folder, or is not there and holds nothing that `isKept` (of a real path). A root that cannot be read
 * is kept: whoever lists it finds out.
 */
export function rootPlaces({ roots, env, home }: RootsInput, isKept: (root: string) => boolean): RootPlace[] {
  if (roots.length > 0) return roots.map((root) => askedPlace(root.trim(), home, isKept));
  return Object.values(USUAL_PLACES).flatMap((placesOf) => placesOf({ env, home }));
}

/** Where the transcripts of each program are where nobody says so. */
const USUAL_PLACES: Readonly<Record<Client, (machine: Omit<RootsInput, 'roots'>) => RootPlace[]>> = {
  'claude-code': claudePlaces,
};

function claudePlaces({ env, home }: Omit<RootsInput, 'roots'>): RootPlace[] {
  const configured = (env.CLAUDE_CONFIG_DIR ?? '')
    .split(',')
    .map((dir) => dir.trim())
    .filter((dir) => dir !== '');
  if (configured.length > 0) return configured.map((dir) => configuredPlace(expand(dir, home)));
  const xdg = expand(env.XDG_CONFIG_HOME?.trim() || join(home, '.config'), home);
  const desktop = desktopRoots({ env, home, xdg });
  return [
    defaultPlace('claude-code', join(home, '.claude')),
    defaultPlace('claude-code', join(xdg, 'claude')),
    ...desktop.map(desktopPlace),
  ];
}

function askedPlace(asked: string, home: string, isKept: (root: string) => boolean): RootPlace {
  if (asked === '') throw new UserError('bad-root', '--root: the name of a folder is missing', 2);
  const path = expand(asked, home);
  const seen = lookAt(path);
  if (seen === 'absent') {
    const gone = realPathOfGone(path);
    if (isKept(gone)) return { folder: path, namedBy: 'option', root: gone, holders: [] };
    const hint = listIn(path, home).length > 0 ? '; --root DIR once for each folder' : '';
    throw new UserError('bad-root', `--root ${path}: there is no such folder${hint}`, 2);
  }
  if (seen === 'other') throw new UserError('bad-root', `--root ${path}: it is a file, a folder was expected`, 2);
  return namedPlace(path, 'option');
}

function namedPlace(folder: string, namedBy: RootPlace['namedBy']): RootPlace {
  const root = projectsOf(folder);
  const isDesktop = folder.split(/[\\/]/).includes(DESKTOP_SESSIONS) && root === realPath(folder);
  const held = isDesktop ? desktopProjectsIn(root) : [];
  return { folder, namedBy, root, holders: held.length > 0 ? held : [root] };
}

function configuredPlace(folder: string): RootPlace {
  const seen = lookAt(folder);
  if (seen === 'folder' || seen === 'hidden') return namedPlace(folder, 'environment');
  return { folder, namedBy: 'environment', root: null, holders: [] };
}

/** Nobody named a default: without the folder of transcripts in it, it has nothing to say. */
function defaultPlace(client: Client, folder: string): RootPlace {
  const held = join(folder, CLIENTS[client].folder);
  const seen = lookAt(held);
  if (seen !== 'folder' && seen !== 'hidden') return { folder, namedBy: 'default', root: null, holders: [] };
  const root = realPath(held);
  return { folder, namedBy: 'default', root, holders: [root] };
}

function desktopPlace(projects: string): RootPlace {
  const root = realPath(projects);
  return { folder: projects, namedBy: 'default', root, holders: [root] };
}

/** The folder within a config folder that holds its transcripts, or the folder itself. */
function projectsOf(path: string): string {
  const within = Object.values(CLIENTS).map(({ folder }) => join(path, folder));
  return realPath(within.find((each) => lookAt(each) === 'folder') ?? path);
}

/** An absolute path: `~` is the home, and the rest is below the current folder. */
export function expand(path: string, home: string): string {
  return /^~(?:$|[\\/])/.test(path) ? join(home, path.slice(1)) : resolve(path);
}
