/** Code points that take no column: combining marks, joiners, variation selectors. */
const ZERO = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Code points that take two: East Asian wide forms and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;

/** Columns that a text without escape sequences takes on a terminal. */
export function textWidth(text: string): number {
  let width = 0;
  let last = 0;
  for (const char of text) {
    // Asks for the picture of the character before it, which is wide.
    const asPicture = char === '\ufe0f' && last === 1;
    if (asPicture) width++;
    else if (!ZERO.test(char)) {
      last = WIDE.test(char) ? 2 : 1;
      width += last;
    }
    if (asPicture) last = 2;
  }
  return width;
}

/**
 * The text in at most `columns`, with an ellipsis where something was cut. Labels may have been cut before: where the
 * ellipsis is another than theirs, it takes the place of theirs.
 */
export function cutTo(label: string, columns: number, ellipsis = '…'): string {
  const text = label.replaceAll('…', ellipsis);
  if (textWidth(text) <= columns) return text;
  const room = columns - textWidth(ellipsis);
  if (room <= 0) return ellipsis.slice(0, Math.max(columns, 0));
  let kept = '';
  let width = 0;
  for (const char of text) {
    const next = width + textWidth(char);
    if (next > room) break;
    kept += char;
    width = next;
  }
  return kept.trimEnd() + ellipsis;
}

/** The end of a text in at most `columns`, with an ellipsis where its beginning was cut. */
export function cutHead(label: string, columns: number, ellipsis = '…'): string {
  const text = label.replaceAll('…', ellipsis);
  if (textWidth(text) <= columns) return text;
  const chars = [...text];
  while (chars.length > 0 && textWidth(chars.join('')) + textWidth(ellipsis) > columns) chars.shift();
  return ellipsis + chars.join('');
}

/** A path, or the end of one, in at most `columns`: its right end tells most. A name alone is cut at its end. */
export function cutPath(text: string, columns: number, ellipsis = '…'): string {
  return (/[\\/]/.test(text) ? cutHead : cutTo)(text, columns, ellipsis);
}

/** The text filled with spaces on the right, or cut, to exactly `columns`. */
export function padRight(text: string, columns: number): string {
  const fitted = cutTo(text, columns);
  return fitted + ' '.repeat(Math.max(0, columns - textWidth(fitted)));
}

/** The text filled with spaces on the left, or cut, to exactly `columns`. */
export function padLeft(text: string, columns: number): string {
  const fitted = cutTo(text, columns);
  return ' '.repeat(Math.max(0, columns - textWidth(fitted))) + fitted;
}

/** Lines of at most `columns`, broken at spaces but that before a percent sign; a longer word is cut. */
export function wrap(text: string, columns: number): string[] {
  return broken(text, columns, (word) => cutTo(word, columns));
}

/** The same of something to be typed: a longer word stays whole, since what is cut would do something else. */
export function wrapTyped(text: string, columns: number): string[] {
  return broken(text, columns, (word) => word);
}

function broken(text: string, columns: number, fitted: (word: string) => string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/ (?!%)/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (textWidth(longer) <= columns) line = longer;
    else {
      if (line !== '') lines.push(line);
      line = fitted(word);
    }
  }
  if (line !== '') lines.push(line);
  return lines;
}
