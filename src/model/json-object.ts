/** The members of an object of JSON, of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;

/** The object that a text of JSON is, also behind a byte order mark; null for any other text. */
export function jsonObject(text: string): Members | null {
  try {
    return membersOf(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The members of a value; null for one that is no object. */
export function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** A text with something in it; null for any other value. */
export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
