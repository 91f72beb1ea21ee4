import { shellWords, unquoted } from './shell-words.ts';

/** What tj is called with from settings. */
export type Verb = 'session-end' | 'statusline';

/** A command that runs tj, in its parts. */
export interface OwnCommand {
  /** Variables that are set for it, as written. */
  readonly variables: string;
  /** What runs tj, up to its own words, as written. */
  readonly launch: string;
  /** From the verb on, as written. */
  readonly words: string;
  /** The program that runs the script; null where it is started by itself. */
  readonly node: string | null;
  /** The script or program, unquoted: a path, or a name that is searched for. */
  readonly tj: string;
}

const SCRIPT = /^tj\.js$/i;
const PROGRAM = /^(?:tj|tokenjar)(?:@[\w.-]+)?(?:\.cmd|\.exe|\.ps1)?$/i;

/** What may stand before a program that starts by itself. */
const LAUNCHER = /^(?:node|nodejs|bun|npx|bunx)(?:\.exe|\.cmd)?$/i;

/**
 * Stands behind the command of a hook and of a status line: should its Node or its tj be gone, as after an upgrade of Node,
 * it says nothing and is no error. What tj itself has to say of trouble is in its log.
 */
export const HARMLESS = ' 2>/dev/null || true';

/** The parts of a command that runs tj with this verb and nothing else; null for every other one. */
export function ownCommand(written: string, verb: Verb): OwnCommand | null {
  const command = written.endsWith(HARMLESS) ? written.slice(0, -HARMLESS.length) : written;
  const words = shellWords(command);
  if (words === null) return null;
  const plain = words.map(({ raw }) => unquoted(raw));
  const first = plain.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  const at = plain.indexOf(verb, Math.max(first, 0) + 1);
  const [begin, last] = [words[first], words[at]];
  if (begin === undefined || last === undefined) return null;
  const [tj = '', before] = [plain[at - 1], plain.slice(first, at - 1)];
  if (!runsTj(before, tj)) return null;
  return {
    variables: command.slice(0, begin.start),
    launch: command.slice(begin.start, last.start).trimEnd(),
    words: command.slice(last.start).trimEnd(),
    node: before[0] ?? null,
    tj,
  };
}

/** A command as `command` has it, with what was set for the own one and asked of it. */
export function renewedCommand(own: OwnCommand, command: string, verb: Verb): string {
  const launch = ownCommand(command, verb)?.launch ?? command;
  return `${own.variables}${launch} ${own.words}${command.endsWith(HARMLESS) ? HARMLESS : ''}`;
}

function runsTj([launcher, ...flags]: readonly string[], tj: string): boolean {
  const name = baseName(tj);
  if (!SCRIPT.test(name) && !PROGRAM.test(name)) return false;
  if (launcher === undefined) return true;
  if (!flags.every((flag) => flag.startsWith('-'))) return false;
  return SCRIPT.test(name)
    ? flags.length === 0 || LAUNCHER.test(baseName(launcher))
    : LAUNCHER.test(baseName(launcher));
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? '';
}
