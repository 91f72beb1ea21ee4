/** Texts that are said again and again, such as names of tools and files: more of them are no repetition. */
const MOST_KNOWN = 4096;

const known = new Map<string, string>();

/**
 * The same label as a text of its own: a part of a longer text would have all of that stay in memory as long as it does, and
 * what thousands of records say is there once.
 */
export function keptText(label: string): string {
  const before = known.get(label);
  if (before !== undefined) return before;
  const copy = Buffer.from(label).toString();
  // Half of a character is no text that could be copied.
  const own = copy === label ? copy : label;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(own, own);
  return own;
}
