import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync, type Stats } from 'node:fs';
import { basename, join } from 'node:path';
import fastGlob from 'fast-glob';
import { errorCode } from './error-code.ts';

/** Folders that a scan lists, and files that it reads: no more, none of them longer, and all together no more than this. */
const MOST_FOLDERS = 5000;
const MOST_FILES = 5000;
const MOST_FILE_BYTES = 1024 * 1024;
const MOST_BYTES = 64 * 1024 * 1024;

/** What starts sessions is written in these; one without an ending if it can be run. */
const PATTERNS = [
  '**/*.{sh,bash,zsh,fish,py,ts,tsx,mts,cts,js,jsx,mjs,cjs,go,rs,rb,php,pl,java,kt,cs,ps1,md,yml,yaml,toml}',
  '**/{Makefile,makefile,GNUmakefile,justfile,Justfile,Dockerfile,Taskfile,package.json}',
  '**/!(*.*)',
];

const IGNORED = ['node_modules', '.git', '.venv', 'venv', '__pycache__', 'dist', 'build', 'target', 'vendor'];

/** What was read of a folder. */
export interface HarnessFiles {
  /** The folder itself, by its real path. */
  readonly folder: string;
  readonly filesRead: number;
  readonly bytesRead: number;
  /** Files that were found and not read, because they are too long or there are too many. */
  readonly filesLeft: number;
  /** Whether there are more folders than were listed. */
  readonly foldersLeft: boolean;
}

/**
 * Hands the texts of the source files below a folder to `use`, in order of their paths. Follows no link, and leaves out what
 * others put there, and what the folder's own `.gitignore` names, as long as that has no exceptions.
 */
export function readHarness(folder: string, use: (path: string, text: string) => void): HarnessFiles {
  const real = realpathSync(folder);
  let folders = 0;
  const list = (path: string): Dirent[] => {
    folders++;
    return folders > MOST_FOLDERS ? [] : readdirSync(path, { withFileTypes: true });
  };
  const paths = fastGlob.sync(PATTERNS, {
    cwd: real,
    dot: true,
    followSymbolicLinks: false,
    suppressErrors: true,
    fs: { readdirSync: list as unknown as typeof readdirSync },
    ignore: [...IGNORED.map((name) => `**/${name}/**`), ...ignoredIn(real)],
  });
  let [filesRead, bytesRead, filesLeft] = [0, 0, 0];
  for (const path of paths.sort()) {
    const room = filesRead < MOST_FILES ? Math.min(MOST_FILE_BYTES, MOST_BYTES - bytesRead) : 0;
    const stat = lstatSync(join(real, path), { throwIfNoEntry: false });
    if (stat === undefined || stat.size === 0 || !(isNamed(path) || isProgram(stat))) continue;
    const text = stat.size > room ? null : textOf(join(real, path));
    if (text === null) filesLeft++;
    else {
      filesRead++;
      bytesRead += stat.size;
      use(path, text);
    }
  }
  return { folder: real, filesRead, bytesRead, filesLeft, foldersLeft: folders > MOST_FOLDERS };
}

function isNamed(path: string): boolean {
  return /\.|^(?:GNUm|[Mm])akefile$|^(?:[Jj]ust|Docker|Task)file$/.test(basename(path));
}

function isProgram({ mode }: Stats): boolean {
  return (mode & 0o111) !== 0;
}

/** Null for a file that cannot be read. */
function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    errorCode(error);
    return null;
  }
}

/** The lines of the folder's `.gitignore` as patterns; none where an exception (`!`) would bring back what a line takes out. */
function ignoredIn(folder: string): string[] {
  let text = '';
  try {
    text = readFileSync(join(folder, '.gitignore'), 'utf8');
  } catch (error) {
    errorCode(error);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const named = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (named.some((line) => line.startsWith('!'))) return [];
  return named.flatMap((line) => {
    const plain = line.replace(/^\/|\/$/g, '');
    const anywhere = plain.includes('/') || line.startsWith('/') ? plain : `**/${plain}`;
    return line.endsWith('/') ? [`${anywhere}/**`] : [anywhere, `${anywhere}/**`];
  });
}
