import { LABEL_CHARS, labelOf } from './label.ts';
import { SHELL_WORD } from './shell-word.ts';
import { withShorterPaths } from './shorter-paths.ts';

/** Longest text of a command that is looked at once its beginning is skipped, in characters. */
const LOOK_AT = 400;

/**
 * A short label of a shell command that shows what was done: without what only prepares it (changes of folder,
 * assignments, `export`, `source`, comments) and without what only wraps it (`sudo`, `time`, `env` …), long paths cut from
 * the left, and without the text that a heredoc writes to a file. A command that only prepares is shown as it is.
 */
export function commandLabel(command: string): string {
  const part = withoutBodies(tellingPart(command));
  if (part.length <= LABEL_CHARS) return labelOf(part);
  const label = labelOf(part, LOOK_AT);
  return labelOf(withShorterPaths(label, (text) => text.length <= LABEL_CHARS));
}

/** What only prepares the commands after it, up to where these begin. */
const PREPARES = new RegExp(
  '(?:cd|chdir|pushd|popd|Set-Location|export|source|\\.|set|shopt|unset|ulimit|umask)' +
    `(?:[ \\t]+(?:\\d*>>?&?[ \\t]*)?${SHELL_WORD})*[ \\t]*` +
    '(?:\\|\\|[ \\t]*(?:exit|return|true)\\b[^;&|\\n]*)?(?:&&|;|\\n|$)',
  'y',
);

const ASSIGNS = new RegExp(
  `(?:[A-Za-z_]\\w*\\+?=(?:${SHELL_WORD})?|\\$env:\\w+[ \\t]*=[ \\t]*${SHELL_WORD})(?=[\\s;&]|$)[ \\t]*(?:&&|;)?`,
  'y',
);

/** What runs the command after it, with its own options. */
const WRAPS = new RegExp(
  `(?:(?:sudo|doas)(?:[ \\t]+-(?:[ughpCTRD][ \\t]+${SHELL_WORD}|[^\\s]+))*` +
    '|(?:time|env|command|nohup|exec)(?:[ \\t]+-[^\\s]+)*' +
    '|nice(?:[ \\t]+-n[ \\t]*-?\\d+|[ \\t]+-[^\\s]+)*' +
    '|g?timeout(?:[ \\t]+-[^\\s]+)*[ \\t]+\\d[^\\s]*)[ \\t]+(?=[^\\s;&|])',
  'y',
);

/** Space, continued lines, empty commands, comments. */
const NOTHING = /(?:[\s;]|\\\r?\n|#[^\n]*(?:\n|$))+/y;

/** A group whose first command may prepare the others. */
const OPENS = /[({][ \t]*(?=(?:cd|pushd|export|source)[ \t])/y;

function tellingPart(command: string): string {
  let at = 0;
  let prepared = 0;
  let opening = '';
  for (;;) {
    const end = endOf(NOTHING, command, at) ?? endOf(ASSIGNS, command, at) ?? endOf(WRAPS, command, at);
    if (end !== null) {
      at = end;
      continue;
    }
    const next = endOf(PREPARES, command, at);
    if (next !== null) {
      prepared = at;
      at = next;
    } else if (endOf(OPENS, command, at) !== null) {
      opening += command[at];
      at += 1;
    } else break;
  }
  return at < command.length ? opening + command.slice(at) : command.slice(prepared);
}

/** Where the match at this place ends; null where there is none. */
function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return at < text.length && pattern.test(text) ? pattern.lastIndex : null;
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
