/** What a terminal or an editor acts on or does not show: controls, overrides of direction, what has no width, tags. */
const UNSAFE =
  /[\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
const CONTROLS = /[\u0000-\u001f]/g;

/** A text of one line, whole, in which nothing acts on the terminal that shows it: such characters stand as `\u001b`. */
export function escaped(text: string): string {
  return escapedChars(text.replace(CONTROLS, asEscape));
}

/** The same of a text whose control characters below U+0020 are its own, such as line breaks. */
export function escapedChars(text: string): string {
  return text.replace(UNSAFE, asEscape);
}

/** Colours and links as tj makes them, line ends, and whatever else is below U+0020. */
const NOT_PLAIN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is what this is for
  /\u001b\[\d{1,2}m|\u001b\]8;;[^\u0000-\u001f]*\u0007|\r\n|[\u0000-\u0009\u000b-\u001f]/g;

/**
 * What is about to be shown, whole: all that acts on a terminal stands as `\u001b`, but for what tj itself makes. Names come
 * without any of it where they are made or shown; nothing that was missed there gets past here. `isPainted`: it may have
 * colours and links.
 */
export function shownText(text: string, isPainted: boolean): string {
  const shown = (found: string) => {
    if (found === '\t' || found === '\r\n') return found;
    return isPainted && found.length > 1 ? found : found.replace(CONTROLS, asEscape);
  };
  return escapedChars(text.replace(NOT_PLAIN, shown));
}

/** The same of JSON text: what is read from it shows such characters as `\\u202e`. */
export function escapedInJson(json: string): string {
  return json.replace(UNSAFE, (char) => asEscape(char).replaceAll('\\', '\\\\'));
}

/** As JSON writes it: one escape for each half of a character beyond U+FFFF. */
function asEscape(char: string): string {
  return char
    .split('')
    .map((half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}

/** A path as it is shown, with `~` for the home folder. */
export function shownPath(path: string, home: string): string {
  const rest = home !== '' && path.startsWith(home) ? path.slice(home.length) : null;
  return escaped(rest !== null && /^(?:$|[\\/])/.test(rest) ? `~${rest}` : path);
}
