/** What `JSON.stringify` leaves as it is and a terminal or an editor does not: control characters, overrides of direction. */
const UNSAFE = /[\u007f-\u009f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** A document as JSON text in which nothing can act on the terminal that shows it. `indent` in spaces, 0 for one line. */
export function jsonText(document: unknown, indent: number): string {
  return JSON.stringify(document, null, indent).replace(
    UNSAFE,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
