/** Texts that are remembered by a function unless it says otherwise, and the longest of them. */
const REMEMBERED = 256;
const REMEMBERED_CHARS = 1024;

/**
 * The same as `make`, which is asked once of a text that comes again and again. What it returns is a text of its own: a part of a
 * longer one would have all of that stay in memory as long as it does.
 */
export function remembering(make: (text: string) => string, most = REMEMBERED): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const made = standingAlone(make(text));
    if (text.length > REMEMBERED_CHARS) return made;
    if (known.size >= most) known.clear();
    known.set(standingAlone(text), made);
    return made;
  };
}

function standingAlone(text: string): string {
  return Buffer.from(text).toString();
}

/** Names of tools, files and the like that are said again and again: more of them are no repetition. */
const MOST_KNOWN = 4096;

/** The same label as a text of its own, and once where thousands of records say it. */
export const keptText = remembering((label) => label, MOST_KNOWN);
