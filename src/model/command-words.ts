/** A word of a command line. */
export interface ShellWord {
  /** Without its quotes; what the shell would put in its place stays as it is written. */
  readonly text: string;
  /** Whether the shell takes it as it is: nothing to be expanded, no quote that never ends. */
  readonly isPlain: boolean;
  readonly start: number;
  readonly end: number;
}

/** One simple command of a command line. */
export interface SimpleCommand {
  readonly words: readonly ShellWord[];
  /** What goes elsewhere or comes from there: `2>` with its target `/dev/null`. */
  readonly redirects: readonly { readonly mark: string; readonly target: string }[];
  /** What ends it: `&&`, `;`, `|`, a bracket, a newline; '' at the end of the line. */
  readonly mark: string;
  /** Where that stands. */
  readonly end: number;
}

/**
 * The simple commands of a command line, in order; brackets and empty lines end one without words. Text of a heredoc is
 * none, and neither is a comment. `text` may be cut short at its end, also within quotes.
 */
export function* simpleCommands(text: string): Generator<SimpleCommand> {
  let [words, redirects]: [ShellWord[], { mark: string; target: string }[]] = [[], []];
  let heredocs: string[] = [];
  for (let at = 0; at < text.length; ) {
    const blank = endOfBlank(text, at);
    if (blank > at) {
      at = blank;
      continue;
    }
    const redirect = matchAt(REDIRECT, text, at);
    if (redirect !== '') {
      const target = wordAt(text, at + redirect.length);
      const mark = redirect.trim();
      redirects.push({ mark, target: target.text });
      if (mark.endsWith('<<') || mark.endsWith('<<-')) heredocs.push(target.text);
      at = Math.max(target.end, at + 1);
      continue;
    }
    const mark = matchAt(MARK, text, at);
    if (mark !== '') {
      yield { words, redirects, mark, end: at };
      [words, redirects] = [[], []];
      at += mark.length;
      if (mark === '\n') {
        for (const word of heredocs) at = endOfHeredoc(text, at, word);
        heredocs = [];
      }
      continue;
    }
    const word = wordAt(text, at);
    words.push(word);
    at = Math.max(word.end, at + 1);
  }
  yield { words, redirects, mark: '', end: text.length };
}

const REDIRECT = /(?:\d*|&)(?:>>|>&|>\||<<<|<<-?|<>|<&|>|<)[ \t]*/y;
const MARK = /&&|\|\||\|&|;;|[\n;|&()]/y;
/** Space, continued lines, a comment. */
const BLANK = /(?:[ \t\r]|\\\r?\n|#[^\n]*)+/y;
/** What ends a word that is not in quotes. */
const ENDS = new Set([' ', '\t', '\r', '\n', ';', '|', '&', '(', ')', '<', '>']);
/** What the shell puts something else in the place of. */
const EXPANDS = /[$`*?[\]{}!#]/;

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

function endOfBlank(text: string, at: number): number {
  return at + matchAt(BLANK, text, at).length;
}

/** After the line that ends a heredoc; the end of the text where there is none. */
function endOfHeredoc(text: string, from: number, word: string): number {
  for (let at = from; at < text.length; ) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    if (text.slice(at, end).trim() === word) return Math.min(end + 1, text.length);
    at = end + 1;
  }
  return text.length;
}

/** The word that begins at `from`; an empty one where none does. */
function wordAt(text: string, from: number): ShellWord {
  let word = '';
  let isPlain = true;
  let at = from;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (ENDS.has(char)) break;
    const end = quoteEnd(text, at);
    if (end === undefined) {
      if (EXPANDS.test(char)) isPlain = false;
      word += char;
      at++;
      continue;
    }
    const quoted = unquoted(text, at, end);
    word += quoted.text;
    isPlain &&= quoted.isPlain;
    at = end;
  }
  return { text: word, isPlain, start: from, end: at };
}

/** What is quoted from `at` on, without its quotes. */
function unquoted(text: string, at: number, end: number): Pick<ShellWord, 'text' | 'isPlain'> {
  const [char, last] = [text[at], text[end - 1]];
  if (char === '\\') return { text: text.slice(at + 1, end), isPlain: end <= text.length };
  if (char === "'") return { text: text.slice(at + 1, end - 1), isPlain: end > at + 1 && last === "'" };
  if (char !== '"') return { text: text.slice(at, end), isPlain: false };
  const within = text.slice(at + 1, end - 1);
  return { text: within.replace(/\\(["\\])/g, '$1'), isPlain: end > at + 1 && last === '"' && !/[$`]/.test(within) };
}

/** Position after what is quoted at `at`: by a backslash, by quotes, or as a substitution; undefined where nothing is. */
function quoteEnd(text: string, at: number): number | undefined {
  const char = text[at];
  if (char === '\\') return at + 2;
  if (char === "'" || char === '`') return after(text, text.indexOf(char, at + 1));
  if (char === '"') {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end = nested(text, end);
    return Math.min(end + 1, text.length);
  }
  if (char !== '$') return undefined;
  if (text[at + 1] === '{') return after(text, text.indexOf('}', at + 2));
  return text[at + 1] === '(' ? nested(text, at) : undefined;
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
