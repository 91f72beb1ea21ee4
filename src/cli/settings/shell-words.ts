/** A word of a command as it is written, with its place. */
export interface ShellWord {
  readonly raw: string;
  readonly start: number;
}

/** Quoted parts and bare ones, one after the other. A bare operator, comment or backtick ends what is one simple command. */
const WORD = /(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^\s"'\\;&|<>()`#])+/y;

/** The words of one simple command; null for anything more: several commands, pipes, redirections, substitutions. */
export function shellWords(command: string): ShellWord[] | null {
  const words: ShellWord[] = [];
  for (let at = 0; at < command.length; ) {
    if (/\s/.test(command[at] ?? '')) {
      at++;
      continue;
    }
    WORD.lastIndex = at;
    const raw = WORD.exec(command)?.[0];
    if (raw === undefined) return null;
    words.push({ raw, start: at });
    at += raw.length;
  }
  return words;
}

/** A word for the shell: always in double quotes, which every shell knows. */
export function quoted(word: string, platform = process.platform): string {
  return `"${platform === 'win32' ? word : word.replace(/["$\\`]/g, '\\$&')}"`;
}

/** What a word stands for, as far as that can be said without running a shell: variables stay as they are written. */
export function unquoted(raw: string, platform = process.platform): string {
  const parts = raw.match(/"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^"'\\]+/g) ?? [];
  return parts
    .map((part) => {
      if (part.startsWith("'") && part.length > 1) return part.slice(1, -1);
      if (part.startsWith('"')) {
        const inner = part.slice(1, -1);
        return platform === 'win32' ? inner : inner.replace(/\\(["$\\`])/g, '$1');
      }
      return part.startsWith('\\') && platform !== 'win32' ? part.slice(1) : part;
    })
    .join('');
}
