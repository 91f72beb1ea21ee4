/** Characters that no shell reads as anything but themselves, where the first one begins no option. */
const PLAIN = /^[A-Za-z0-9_./@:][A-Za-z0-9_.:@/+,=-]*$/;

/** Whether every shell takes a text for one word as it stands. */
export function isPlainWord(text: string): boolean {
  return PLAIN.test(text);
}

/** A text as a POSIX shell takes it for one word: as it stands where it can, else in single quotes. */
export function shellWord(text: string): string {
  return isPlainWord(text) ? text : singleQuoted(text);
}

/** A text in single quotes, whatever it has. */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
