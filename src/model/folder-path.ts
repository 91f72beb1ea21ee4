const DRIVE = /^([A-Za-z]):(?=[\\/]|$)/;

/** How Git Bash, Cygwin and WSL spell a path on a drive of Windows. */
const MOUNTED = /^\/(?:cygdrive\/|mnt\/)?([A-Za-z])(?=\/|$)/;

/** How Windows spells a path that no program may change: `\\?\C:\x`, and `\\?\UNC\server\x` for a share. */
const VERBATIM = /^[\\/]{2}[?.][\\/](?:(UNC[\\/])|(?=[A-Za-z]:))/i;

/** The letter of the drive that a path of Windows begins with; undefined for any other path. */
export function driveOf(path: string): string | undefined {
  return DRIVE.exec(plainPath(path))?.[1]?.toUpperCase();
}

/**
 * One spelling of a folder's path for all that its system takes for the same: the drive's letter large, backslashes on
 * Windows, no slash at the end. `/c/x` is `C:\x` where C is one of the known `drives`; else it is a folder of its own.
 */
export function folderPath(path: string, drives: ReadonlySet<string>): string {
  const written = plainPath(path.normalize('NFC'));
  const mounted = MOUNTED.exec(written);
  const letter = mounted?.[1]?.toUpperCase() ?? '';
  const full = mounted !== null && drives.has(letter) ? `${letter}:${written.slice(mounted[0].length)}` : written;
  const drive = driveOf(full);
  if (drive !== undefined && full.length === 2) return `${drive}:\\`;
  if (drive !== undefined) return withoutEnd(`${drive}${full.slice(1).replaceAll('/', '\\')}`, '\\');
  if (/^[\\/]{2}[^\\/]/.test(full)) return withoutEnd(full.replaceAll('/', '\\'), '\\');
  return withoutEnd(full, '/');
}

/** What is equal for two spellings of one folder, both as `folderPath` tells them. */
export function folderKey(path: string, ignoresCase: boolean): string {
  return ignoresCase || path.includes('\\') ? path.toLowerCase() : path;
}

/** The folder itself, as `folderPath` tells it, and all above it, the nearest first. */
export function foldersUpFrom(path: string): string[] {
  const mark = path.includes('\\') ? '\\' : '/';
  const found: string[] = [];
  for (let folder = path; folder !== ''; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(mark))))
    found.push(folder);
  return found;
}

/** Whether a folder's path contains what was asked for: case, kinds of slashes and spellings of a drive do not matter. */
export function holdsText(path: string, asked: string): boolean {
  const wanted = foldedSpellings(asked);
  return foldedSpellings(path).some((each) => wanted.some((text) => each.includes(text)));
}

/** As written, and with its drive. */
function foldedSpellings(path: string): string[] {
  const folded = plainPath(path.normalize('NFC')).replaceAll('\\', '/').toLowerCase();
  const mounted = MOUNTED.exec(folded);
  return mounted === null ? [folded] : [folded, `${mounted[1]}:${folded.slice(mounted[0].length)}`];
}

function plainPath(path: string): string {
  return path.replace(VERBATIM, (_, share) => (share === undefined ? '' : '\\\\'));
}

function withoutEnd(path: string, mark: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === mark && path[end - 2] !== ':') end--;
  return path.slice(0, end);
}
