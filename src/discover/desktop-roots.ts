import { join } from 'node:path';
import { entriesIn, lookAt } from './look-at.ts';

/** Name of the folder that the desktop app keeps its sessions in. */
export const DESKTOP_SESSIONS = 'local-agent-mode-sessions';

/** Folders below which sessions of the desktop app may lie, one within another. */
const DEEPEST = 8;

/** More folders than anybody's sessions have: a disk that is searched in error ends here. */
const MOST_FOLDERS = 20_000;

interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** `XDG_CONFIG_HOME`, or what it is by default. */
  readonly xdg: string;
}

/**
 * The `projects` folders of the desktop app's sessions, which have a config folder each (transcripts.md 1.1), in the
 * order of their paths; none where it was never used. Links are not followed. Never throws.
 */
export function desktopRoots(machine: Machine): string[] {
  return desktopProjectsIn(...basesOf(machine).map((base) => join(base, DESKTOP_SESSIONS)));
}

/** The same of some folders of the desktop app's. */
export function desktopProjectsIn(...folders: readonly string[]): string[] {
  const found: string[] = [];
  let left = MOST_FOLDERS;
  const lookInto = (folder: string, depth: number) => {
    if (left-- <= 0) return;
    const projects = join(folder, '.claude', 'projects');
    // What else a session has is what its person works on.
    if (lookAt(projects) === 'folder') found.push(projects);
    else if (depth < DEEPEST) for (const name of foldersIn(folder)) lookInto(join(folder, name), depth + 1);
  };
  for (const folder of folders) lookInto(folder, 0);
  return found;
}

/** Where the desktop app keeps its own: on macOS, Linux, and Windows, classic and from the store. */
function basesOf({ env, home, xdg }: Machine): string[] {
  const roaming = env.APPDATA || join(home, 'AppData', 'Roaming');
  const packages = join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Packages');
  const stored = foldersIn(packages).filter((name) => name.includes('Claude_'));
  return [
    join(home, 'Library', 'Application Support', 'Claude'),
    join(xdg, 'Claude'),
    join(roaming, 'Claude'),
    ...stored.map((name) => join(packages, name, 'LocalCache', 'Roaming', 'Claude')),
  ];
}

function foldersIn(folder: string): string[] {
  return entriesIn(folder)
    .flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    .sort();
}
