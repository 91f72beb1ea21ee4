import { SHELL_WORD } from './shell-word.ts';

/**
 * The file that a shell command reads and does nothing else (insight.md section 3): `cat`, `head`, `tail`, `nl` or
 * `sed -n` of one file, its output cut by these alone. As a whole path where `folder`, in which the command runs, tells
 * it; null for any other command, and where the path is not to be known.
 */
export function fileReadBy(command: string, folder: string | null): string | null {
  if (!READS.test(command)) return null;
  let [rest, base] = [command.trim(), folder];
  for (let cd = CD.exec(rest); cd !== null; cd = CD.exec(rest)) {
    const to = plainWord(cd[1] ?? '');
    base = to === null ? null : resolved(base, to);
    rest = rest.slice(cd[0].length);
  }
  const stages = stagesOf(rest);
  if (stages === null) return null;
  const files = stages.map(filesOf);
  const [first, ...others] = files;
  const [file] = first ?? [];
  if (file === undefined || first?.length !== 1 || others.some((each) => each?.length !== 0)) return null;
  return resolved(base, file);
}

/** One look tells for most commands. */
const READS = /^\s*(?:cat|head|tail|sed|nl|cd)\s/;

const CD = new RegExp(`^cd[ \\t]+(${SHELL_WORD})[ \\t]*(?:&&|;|\\n)\\s*`);

/** A word, what separates two stages of a pipe, what does no more than hide errors; anything else is more than reading. */
const TOKEN = new RegExp(`\\s*(?:(2>[ \\t]*/dev/null|2>&1)|(\\|(?!\\|))|(${SHELL_WORD})|(\\S))`, 'y');

function stagesOf(command: string): string[][] | null {
  const stages: string[][] = [[]];
  if (command.includes('\n')) return null;
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < command.length; ) {
    const [, quiet, pipe, raw] = TOKEN.exec(command) ?? [];
    if (quiet !== undefined) continue;
    if (pipe !== undefined) stages.push([]);
    else {
      const word = raw === undefined ? null : plainWord(raw);
      if (word === null) return null;
      stages.at(-1)?.push(word);
    }
  }
  return stages;
}

/** What a word says once its quotes are gone; null where the shell would put something else in its place. */
function plainWord(raw: string): string | null {
  let word = '';
  for (const [part, single, double, escaped] of raw.matchAll(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|[^'"\\]+/g)) {
    if (single !== undefined) word += single;
    else if (double !== undefined) {
      if (/[$`]/.test(double)) return null;
      word += double.replace(/\\(["\\])/g, '$1');
    } else if (escaped !== undefined) word += escaped;
    else if (/[$`*?[\]{}!#]/.test(part)) return null;
    else word += part;
  }
  return word;
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
