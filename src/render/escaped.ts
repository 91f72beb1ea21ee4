/** Control characters, breaks of lines and overrides of direction: none of them belongs into a line that is shown. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text of one line, whole, in which nothing acts on the terminal that shows it: such characters stand as `\u001b`. */
export function escaped(text: string): string {
  return text.replace(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A path as it is shown, with `~` for the home folder. */
export function shownPath(path: string, home: string): string {
  const rest = home !== '' && path.startsWith(home) ? path.slice(home.length) : null;
  return escaped(rest !== null && /^(?:$|[\\/])/.test(rest) ? `~${rest}` : path);
}
