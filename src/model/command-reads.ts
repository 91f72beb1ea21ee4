import { type SimpleCommand, simpleCommands } from './command-words.ts';
import { entryOf } from './entry-of.ts';

/**
 * Whether a shell command only reads: every program of it is one that looks and changes nothing, with options that leave
 * it so, nothing is written to a file, and at least one reads something. What is not known to read does not; `command` whole.
 */
export function onlyReads(command: string): boolean {
  let reads = false;
  for (const simple of simpleCommands(command)) {
    const words = simple.words.map(({ text }) => text);
    if (!simple.redirects.every(writesNothing) || simple.words.some(({ text, isPlain }) => !isPlain && runs(text)))
      return false;
    const [program, ...rest] = words;
    if (program === undefined || BESIDE.has(program)) continue;
    if (!readsWith(program, rest)) return false;
    reads = true;
  }
  return reads;
}

/** Say something or go somewhere beside what reads. */
const BESIDE = new Set(['cd', 'pwd', 'echo', 'printf', 'true', 'test', '[']);

/** Change nothing, whatever their options. */
const READING = new Set([
  ...[
    'ls',
    'cat',
    'tac',
    'head',
    'tail',
    'nl',
    'grep',
    'egrep',
    'fgrep',
    'rg',
    'ag',
    'ack',
    'wc',
    'tree',
    'stat',
    'file',
  ],
  ...['du', 'df', 'diff', 'cmp', 'comm', 'cut', 'tr', 'uniq', 'column', 'paste', 'fold', 'rev', 'basename', 'dirname'],
  ...['realpath', 'readlink', 'which', 'type', 'jq', 'od', 'hexdump', 'strings', 'md5sum', 'sha1sum', 'sha256sum'],
]);

/** Subcommands that change nothing. */
const SUBCOMMANDS: Readonly<Record<string, ReadonlySet<string>>> = {
  git: new Set([
    ...['log', 'show', 'diff', 'status', 'blame', 'grep', 'ls-files', 'ls-tree', 'rev-parse', 'rev-list', 'shortlog'],
    ...['describe', 'cat-file', 'merge-base', 'name-rev'],
  ]),
};

/** Options that make a reading program change something, or run another one. */
const CHANGING: Readonly<Record<string, RegExp>> = {
  find: /^-(?:delete|exec|execdir|ok|okdir|fprint|fprint0|fprintf|fls)$/,
  fd: /^(?:-x|-X|--exec|--exec-batch)/,
  sort: /^(?:-[a-zA-Z]*o|--output)/,
  git: /^--output/,
};

/** In place, or by the commands `w` and `e` of its script. */
const SED_WRITES = /^(?:-[a-zA-Z]*i|--in-place)|(?:^|[;{}/\d$pg])\s*[we](?:\s|$)/;

function readsWith(program: string, words: readonly string[]): boolean {
  if (READING.has(program)) return true;
  if (program === 'sed') return !words.some((word) => SED_WRITES.test(word));
  if (program === 'xargs') return readsEach(words);
  const changing = entryOf(CHANGING, program);
  if (changing === undefined || words.some((word) => changing.test(word))) return false;
  const known = entryOf(SUBCOMMANDS, program);
  return known === undefined || known.has(subcommandOf(words));
}

/** What `xargs` runs, after options of its own. */
function readsEach(words: readonly string[]): boolean {
  let at = 0;
  while (words[at]?.startsWith('-')) at += /^-[nIPLd]$/.test(words[at] ?? '') ? 2 : 1;
  const [program, ...rest] = words.slice(at);
  return program === undefined || readsWith(program, rest);
}

/** The first word that is neither an option nor what one is about. */
function subcommandOf(words: readonly string[]): string {
  let at = 0;
  while (words[at]?.startsWith('-')) at += /^-[Cc]$/.test(words[at] ?? '') ? 2 : 1;
  return words[at] ?? '';
}

/** The shell runs a command in its place. */
function runs(text: string): boolean {
  return text.includes('$(') || text.includes('`') || text.includes('<(');
}

function writesNothing({ mark, target }: SimpleCommand['redirects'][number]): boolean {
  if (target === '/dev/null' || (mark === '2>&' && target === '1')) return true;
  return /^\d*<$/.test(mark);
}
