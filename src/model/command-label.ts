import { type ShellWord, type SimpleCommand, simpleCommands } from './command-words.ts';
import { entryOf } from './entry-of.ts';
import { LABEL_CHARS, labelOf } from './label.ts';
import { maskSecrets } from './mask-secrets.ts';
import { withShorterPaths } from './shorter-paths.ts';

/** Longest text of a command that is looked at once its beginning is skipped, in characters. */
const LOOK_AT = 400;

/**
 * A short label of a shell command that shows what was done: without what only prepares it (changes of folder,
 * assignments, `export`, `source`, comments) and without what only wraps it (`sudo`, `time`, `env` …), also within the
 * script of `bash -c`, long paths cut from the left, and without the text that a heredoc writes to a file. A command that
 * only prepares is shown as it is.
 */
export function commandLabel(command: string): string {
  const part = withoutBodies(tellingPart(command));
  if (part.length <= LABEL_CHARS) return labelOf(part);
  const label = labelOf(part, LOOK_AT);
  return labelOf(withShorterPaths(label, (text) => text.length <= LABEL_CHARS));
}

/**
 * The program that a command line is told by, without its folder: that of the first command that does more than prepare or
 * say something in passing, without what runs it; of a shell's `-c` that within. Only where there is no other, the first
 * at all; null where that is no plain name (a variable, a function, nothing). `command` may be cut short at its end.
 */
export function commandProgram(command: string): string | null {
  const spare: { passing?: string | null; preparing?: string | null } = {};
  for (const simple of simpleCommands(command)) {
    const at = ownWord(simple.words, true);
    const word = simple.words[at];
    if (word === undefined) continue;
    const program = programOf(simple.words, at);
    const prepares = PREPARING.has(word.text) || NOTHING_TOLD.has(word.text);
    const kind = prepares ? 'preparing' : isInPassing(simple, word) ? 'passing' : null;
    if (kind === null) return program;
    if (spare[kind] === undefined) spare[kind] = program;
  }
  return spare.passing ?? spare.preparing ?? null;
}

/** Prepare what follows, and do nothing that anybody looks for. */
const PREPARING = new Set([
  ...['cd', 'chdir', 'pushd', 'popd', 'Set-Location', 'sl', 'export', 'unset', 'set', 'source', '.', 'shopt'],
  ...['umask', 'ulimit', 'exec', 'eval'],
]);

/** The same for a program; in a label they may say something. */
const NOTHING_TOLD = new Set(['alias', 'trap', 'true', ':', 'local', 'declare', 'readonly']);

/** Say something or wait between the commands that matter. */
const IN_PASSING = new Set(['echo', 'printf', 'pwd', 'sleep', 'wait', 'test', '[', '[[', 'read', 'exit', 'return']);

/** Also what only hands a heredoc on to another program. */
function isInPassing({ words, redirects, mark }: SimpleCommand, { text }: ShellWord): boolean {
  const handsOn = text === 'cat' && words.length === 1 && mark === '|';
  return IN_PASSING.has(text) || (handsOn && redirects.some((each) => /<<-?$/.test(each.mark)));
}

/** Run the command that follows them; with options of theirs that take a word. */
const RUNNING: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-h', '-p', '-C', '-D', '-R', '-T', '-U', '--user', '--group', '--host', '--prompt', '--chdir'],
  ...{ doas: ['-u', '-C'], time: ['-f', '-o', '--format', '--output'], nohup: [], setsid: [], builtin: [] },
  ...{ command: [], exec: ['-a'], env: ['-u', '-C', '-S', '--unset', '--chdir'], nice: ['-n'] },
  ...{ stdbuf: ['-i', '-o', '-e'], timeout: ['-k', '-s'], gtimeout: ['-k', '-s'] },
};

/** Words of the shell's own grammar that a command may follow. */
const OPENING = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'coproc']);

/** Words after which no command stands up to the next separator. */
const HEADS = new Set(['for', 'case', 'select', 'function', 'in', 'done', 'fi', 'esac', '}']);

const ASSIGNMENT = /^(?:[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=|\$env:\w+=)/i;
const PLAIN_NAME = /^[\p{L}\p{N}_.[:][\p{L}\p{M}\p{N}_.+@:[-]{0,39}$/u;
const SHELL = /^(?:ba|z|da|k)?sh$/;

/** Index of the word that names the program; of none where it only assigns. With `grammar` words such as `if` are skipped. */
function ownWord(words: readonly ShellWord[], grammar: boolean): number {
  let at = 0;
  for (;;) {
    const word = words[at]?.text;
    if (word === undefined || (grammar && HEADS.has(word))) return words.length;
    if (/^\$env:\w+$/i.test(word) && words[at + 1]?.text === '=') return words.length;
    const runs = baseName(word);
    const options = entryOf(RUNNING, runs);
    if (ASSIGNMENT.test(word) || (grammar && OPENING.has(word))) at++;
    else if (options === undefined || words.length === at + 1 || asksOnly(runs, words[at + 1])) return at;
    else at = afterOptions(words, at + 1, options, runs.endsWith('timeout'));
  }
}

/** `command -v x` runs nothing. */
function asksOnly(runs: string, next: ShellWord | undefined): boolean {
  return runs === 'command' && /^-[vV]$/.test(next?.text ?? '');
}

function afterOptions(words: readonly ShellWord[], from: number, withWord: readonly string[], once: boolean): number {
  let at = from;
  while (words[at]?.text.startsWith('-')) at += withWord.includes(words[at]?.text ?? '') ? 2 : 1;
  return once ? at + 1 : at;
}

function programOf(words: readonly ShellWord[], at: number): string | null {
  const name = baseName(words[at]?.text ?? '').replace(/\.exe$/i, '');
  const script = SHELL.test(name) ? scriptOf(words, at) : undefined;
  return (
    (script === undefined ? null : commandProgram(script.text)) ?? (PLAIN_NAME.test(name) ? maskSecrets(name) : null)
  );
}

/** The word that a shell is handed as its script with `-c`. */
function scriptOf(words: readonly ShellWord[], at: number): ShellWord | undefined {
  const option = words.findIndex((each, i) => i > at && /^-[a-z]*c$/.test(each.text));
  return option < 0 ? undefined : words[option + 1];
}

function baseName(word: string): string {
  return word.split(/[\\/]/).at(-1) ?? '';
}

function tellingPart(command: string): string {
  const commands = simpleCommands(command);
  /** Brackets around what was skipped, and those whose first command is still to come. */
  let [opening, brackets] = ['', ''];
  let bracketsAt = 0;
  /** Where the last command that was skipped begins: shown where nothing else is there. */
  let skipped = 0;
  for (let next = commands.next(); !next.done; next = commands.next()) {
    const simple = next.value;
    const [first, second] = simple.words;
    const isGroup = first?.text === '{' && second !== undefined;
    if (brackets === '') bracketsAt = first?.start ?? simple.end;
    if (isGroup) brackets += command.slice(first.start, second.start);
    const words = isGroup ? simple.words.slice(1) : simple.words;
    const [begin] = words;
    if (begin === undefined && simple.mark === '(') brackets += '(';
    if (begin === undefined && /^[(;\n]?$/.test(simple.mark)) continue;
    const own = ownWord(words, false);
    const start = words[own]?.start ?? begin?.start ?? simple.end;
    const isSpare = own === words.length || (PREPARING.has(words[own]?.text ?? '') && isSkipped(simple, commands));
    if (begin === undefined || (!isSpare && brackets !== '')) return opening + command.slice(bracketsAt);
    if (!isSpare) return opening + told(command, words, own, start);
    [opening, brackets] = [opening + brackets, ''];
    skipped = start;
  }
  return command.slice(skipped);
}

/** Whether another command follows in any case; `cd x || exit` is skipped with its end. */
function isSkipped({ mark }: SimpleCommand, commands: Generator<SimpleCommand>): boolean {
  if (mark !== '||') return /^(?:&&|;|\n|)$/.test(mark);
  const { value: other } = commands.next();
  return /^(?:exit|return|true)$/.test(other?.words[0]?.text ?? '') && /^(?:&&|;|\n|)$/.test(other?.mark ?? '');
}

/** From the program on; the script of a shell's `-c` without what prepares it. */
function told(command: string, words: readonly ShellWord[], own: number, start: number): string {
  const script = SHELL.test(baseName(words[own]?.text ?? '')) ? scriptOf(words, own) : undefined;
  const quote = script === undefined ? '' : (/^['"]/.exec(command.slice(script.start))?.[0] ?? '');
  if (script === undefined || quote === '' || command[script.end - 1] !== quote) return command.slice(start);
  const within = tellingPart(command.slice(script.start + 1, script.end - 1));
  return command.slice(start, script.start + 1) + within + command.slice(script.end - 1);
}

/** A heredoc: its word, the rest of its line, its text as far as it is to be seen. */
const HEREDOC = /<<-?[ \t]*(['"\\]?)([A-Za-z_]\w*)['"]?([^\n]*)\n([\s\S]*?)(?:\n[ \t]*\2[ \t]*(?=[\n)]|$)|$)/g;

/** A heredoc that is an argument, such as a message of `git commit`. */
const ARGUMENT =
  /"?\$\([ \t]*cat[ \t]*<<-?[ \t]*(['"\\]?)([A-Za-z_]\w*)['"]?[ \t]*\n([\s\S]*?)(?:\n[ \t]*\2\s*\)"?|$)/g;

/** Programs that only pass on what they are given. */
const PASSES_ON = /(?:^|[\s;&|(])(?:cat|tee)(?=\s)[^\n;&|]*$/;

/** Of a heredoc that is an argument the first line, of one that is passed on nothing, of a program's all. */
function withoutBodies(command: string): string {
  if (!command.includes('<<')) return command;
  return command
    .replace(ARGUMENT, (_whole, _quote, _word, body: string) => `"${body.trim().split('\n')[0] ?? ''}"`)
    .replace(
      HEREDOC,
      (whole: string, quote: string, word: string, line: string, body: string, at: number, all: string) => {
        const begin = `<<${quote}${word}${quote === '\\' ? '' : quote}${line}`;
        if (!PASSES_ON.test(all.slice(0, at))) return `${begin} ${body}`;
        return all.slice(at + whole.length).trim() === '' ? begin : `${begin};`;
      },
    );
}
