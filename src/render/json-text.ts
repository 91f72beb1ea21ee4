import { escapedChars } from '../model/escaped.ts';

/** A document as JSON text in which nothing can act on the terminal that shows it. `indent` in spaces, 0 for one line. */
export function jsonText(document: unknown, indent: number): string {
  // Below U+0020 only its own line breaks are left.
  return escapedChars(JSON.stringify(document, null, indent));
}
