/** One simple command of a command line: its words, and where the first of them begins. */
interface SimpleCommand {
  readonly words: readonly string[];
  readonly starts: readonly number[];
}

/** What a command line does, in short. */
export interface TellingCommand {
  /** Name of the program without its folder; null where it is no plain name (a variable, a function, nothing). */
  readonly program: string | null;
  /** Where the telling part begins in the command line. */
  readonly start: number;
}

/** Prepare what follows and do nothing that anybody looks for: told only where nothing else stands. */
const PREPARING = new Set([
  ...['cd', 'pushd', 'popd', 'export', 'unset', 'set', 'source', '.', 'shopt', 'alias', 'umask', 'trap', 'ulimit'],
  ...['true', ':', 'local', 'declare', 'readonly', 'Set-Location', 'sl', 'chdir'],
]);

/** Say something or wait between the commands that matter. */
const IN_PASSING = new Set(['echo', 'printf', 'pwd', 'sleep', 'wait', 'test', '[', '[[', 'read', 'exit', 'return']);

/** Run the command that follows them; with options of theirs that take a word. */
const RUNNING: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U'],
  time: ['-f', '-o'],
  ...{ command: [], builtin: [], exec: ['-a'], nohup: [], eval: [], env: ['-u', '-C', '-S'], nice: ['-n'] },
  ...{ stdbuf: ['-i', '-o', '-e'], setsid: [], timeout: ['-k', '-s'], doas: ['-u', '-C'] },
};

/** Words of the shell's own grammar that a command may follow. */
const OPENING = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'coproc']);

/** Words after which no command stands up to the next separator. */
const HEADS = new Set(['for', 'case', 'select', 'function', 'in', 'done', 'fi', 'esac', '}']);

const ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;
const PLAIN_NAME = /^[A-Za-z0-9_.[:][\w.+@:[-]{0,39}$/;

/**
 * The telling command of a command line: the first that does more than prepare (`cd`, assignments) or say something in
 * passing (`echo`, `sleep`), without what runs it (`sudo`, `time`, `env`); of a shell's `-c` the one within. Only where
 * there is no other, the first at all. `command` may be cut short at its end.
 */
export function tellingCommand(command: string): TellingCommand {
  let fallback: TellingCommand | null = null;
  let passing: TellingCommand | null = null;
  for (const simple of simpleCommands(command)) {
    const at = ownWord(simple.words);
    const word = simple.words[at];
    if (word === undefined) continue;
    const found = { program: programOf(simple.words, at), start: simple.starts[at] ?? 0 };
    if (PREPARING.has(word)) fallback ??= found;
    else if (IN_PASSING.has(word)) passing ??= found;
    else return found;
  }
  return passing ?? fallback ?? { program: null, start: 0 };
}

/** Index of the word that names the program. */
function ownWord(words: readonly string[]): number {
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined || HEADS.has(word)) return words.length;
    const options = Object.hasOwn(RUNNING, word) ? RUNNING[word] : undefined;
    if (ASSIGNMENT.test(word) || OPENING.has(word)) at++;
    else if (options === undefined || words.length === at + 1) return at;
    else at = afterOptions(words, at + 1, options, word === 'timeout');
  }
}

function afterOptions(words: readonly string[], from: number, withWord: readonly string[], once: boolean): number {
  let at = from;
  while (words[at]?.startsWith('-')) at += withWord.includes(words[at] ?? '') ? 2 : 1;
  return once ? at + 1 : at;
}

function programOf(words: readonly string[], at: number): string | null {
  const word = words[at] ?? '';
  const name = (word.split(/[\\/]/).at(-1) ?? '').replace(/\.exe$/i, '');
  if (/^(?:ba|z|da|k)?sh$/.test(name)) {
    const script = words.findIndex((each, i) => i > at && /^-[a-z]*c$/.test(each));
    const within = script < 0 ? undefined : words[script + 1];
    return (within === undefined ? null : tellingCommand(within).program) ?? name;
  }
  return PLAIN_NAME.test(name) ? name : null;
}

/** The simple commands of a command line, in order. Here-documents are told as what they look like. */
function* simpleCommands(text: string): Generator<SimpleCommand> {
  let [words, starts]: [string[], number[]] = [[], []];
  for (let at = 0; at < text.length; ) {
    const char = text[at] ?? '';
    if (char === '#') at = endOfLine(text, at);
    else if (char === '\\' && text[at + 1] === '\n') at += 2;
    else if (char === ' ' || char === '\t' || char === '\r') at++;
    else if (SEPARATORS.has(char)) {
      yield { words, starts };
      [words, starts] = [[], []];
      at++;
    } else {
      const { word, end, isRedirect } = wordAt(text, at);
      if (!isRedirect) {
        words.push(word);
        starts.push(at);
      }
      at = Math.max(end, at + 1);
    }
  }
  yield { words, starts };
}

const SEPARATORS = new Set(['\n', ';', '|', '&', '(', ')', '`']);
const SPACES = new Set([' ', '\t', '\r', '\n']);

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The word that begins at `from`, without its quotes. A redirection is a word with its target, and no argument. */
function wordAt(text: string, from: number): { word: string; end: number; isRedirect: boolean } {
  const redirect = /^(?:\d*|&)(?:>>|>&|>\||<<<|<<-?|<>|<&|>|<)[ \t]*/.exec(text.slice(from, from + 16))?.[0] ?? '';
  let word = '';
  let at = from + redirect.length;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (SPACES.has(char) || SEPARATORS.has(char)) break;
    if (char === '<' || char === '>') {
      if (redirect !== '' || !/^\d*$/.test(word)) break;
    }
    const end = quoteEnd(text, at);
    if (end === undefined) {
      word += char;
      at++;
    } else {
      word += char === '$' ? text.slice(at, end) : text.slice(at + 1, char === '\\' ? end : end - 1);
      at = end;
    }
  }
  return { word, end: at, isRedirect: redirect !== '' };
}

/** Position after what is quoted at `at`: by a backslash, by quotes, or within `$(…)`; undefined where nothing is. */
function quoteEnd(text: string, at: number): number | undefined {
  const char = text[at];
  if (char === '\\') return Math.min(at + 2, text.length);
  if (char === "'") return after(text, text.indexOf("'", at + 1));
  if (char === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end = nested(text, end);
    return Math.min(end + 1, text.length);
  }
  return char === '$' && text[at + 1] === '(' ? nested(text, at) : undefined;
}

/** Position after one character of a quoted text, or after a `$(…)` with all that is in it. */
function nested(text: string, at: number): number {
  if (text[at] === '\\') return at + 2;
  if (text[at] !== '$' || text[at + 1] !== '(') return at + 1;
  let end = at + 2;
  for (let depth = 1; end < text.length && depth > 0; ) {
    if (text[end] === '(') depth++;
    if (text[end] === ')') depth--;
    end = quoteEnd(text, end) ?? end + 1;
  }
  return end;
}

function after(text: string, at: number): number {
  return at < 0 ? text.length : at + 1;
}
