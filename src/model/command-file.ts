import { type SimpleCommand, simpleCommands } from './command-words.ts';

/**
 * The file that a shell command reads and does nothing else (insight.md section 3): `cat`, `head`, `tail`, `nl` or
 * `sed -n` of one file, its output cut by these alone. As a whole path where `folder`, in which the command runs, tells
 * it; null for any other command, and where the path is not to be known.
 */
export function fileReadBy(command: string, folder: string | null): string | null {
  if (!READS.test(command)) return null;
  let base = folder;
  let stages: string[][] | null = null;
  for (const { words, redirects, mark } of simpleCommands(command.trim())) {
    const [program, to, more] = words;
    if (stages === null && program?.text === 'cd' && /^(?:&&|;|\n)$/.test(mark)) {
      if (to === undefined || more !== undefined || redirects.length > 0) return null;
      base = to.isPlain ? resolved(base, to.text) : null;
      continue;
    }
    if (stages === null && words.length === 0 && mark === '\n') continue;
    if (!/^\|?$/.test(mark) || words.some(({ isPlain }) => !isPlain) || !redirects.every(hidesErrors)) return null;
    stages ??= [];
    stages.push(words.map(({ text }) => text));
  }
  const [first, ...others] = (stages ?? []).map(filesOf);
  const [file] = first ?? [];
  if (file === undefined || first?.length !== 1 || others.some((each) => each?.length !== 0)) return null;
  return resolved(base, file);
}

/** One look tells for most commands. */
const READS = /^\s*(?:cat|head|tail|sed|nl|cd)\s/;

function hidesErrors({ mark, target }: SimpleCommand['redirects'][number]): boolean {
  return (mark === '2>' && target === '/dev/null') || (mark === '2>&' && target === '1');
}

/** A line or a range of lines of `sed -n`. */
const PRINTS = /^(?:\d+|\$|\/[^/]*\/)(?:,(?:\+?\d+|\$|\/[^/]*\/))?p$/;

/** The files that a stage names; null where it is none that only reads. */
function filesOf([program, ...words]: readonly string[]): readonly string[] | null {
  switch (program) {
    case 'cat':
    case 'nl':
      return words.filter((word) => !isOption(word));
    case 'head':
    case 'tail':
      return words.filter((word, at) => !isOption(word) && !/^(?:-[nc]|--lines|--bytes)$/.test(words[at - 1] ?? ''));
    case 'sed':
      return filesOfSed(words);
    default:
      return null;
  }
}

function filesOfSed(words: readonly string[]): readonly string[] | null {
  const rest = words.filter((word) => word !== '-n' && word !== '-e' && word !== '-E');
  const scripts = rest.filter((word) => word.split(';').every((part) => PRINTS.test(part.trim())));
  if (!words.includes('-n') || scripts.length === 0 || rest.some(isOption)) return null;
  return rest.filter((word) => !scripts.includes(word));
}

function isOption(word: string): boolean {
  return /^[-+]./.test(word);
}

/** A path from a folder on, with the separators of that folder; null where it is not known. */
function resolved(folder: string | null, path: string): string | null {
  const from =
    folder !== null && DRIVE.test(folder) ? path.replace(GIT_BASH, (_, drive) => `${drive.toUpperCase()}:`) : path;
  const isWhole = /^[/~]/.test(from) || DRIVE.test(from);
  if (from === '' || (!isWhole && folder === null)) return null;
  const whole = isWhole ? from : `${folder}/${from}`;
  const isWindows = DRIVE.test(whole);
  const parts: string[] = [];
  for (const part of whole.split(isWindows ? /[\\/]+/ : /\/+/)) {
    if (part === '..' && parts.length > 1) parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join(isWindows ? '\\' : '/');
}

const DRIVE = /^[A-Za-z]:/;

/** How Git Bash writes a drive. */
const GIT_BASH = /^\/([A-Za-z])(?=\/|$)/;
