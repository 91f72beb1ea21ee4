/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Millis = number & { readonly unit: 'ms since epoch' };

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
/** Sums are kept by buckets of so long: every border of a local day, an hour or a price row is one of theirs. */
export const BUCKET_MS = 15 * MINUTE_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

const DAY = /^\d{4}-\d{2}-\d{2}/;

/** Names a plain number as a moment; the one place where that happens without parsing. */
export function millis(ms: number): Millis {
  return ms as Millis;
}

/** Reads an ISO time; null when it is none (a missing time is null, never now: spans.md, A6). */
export function parseIso(text: string): Millis | null {
  const day = DAY.exec(text)?.[0];
  // Left to itself the engine takes many texts for times, and counts on from a day that its month does not have.
  if (day === undefined || new Date(`${day}T00:00:00Z`).getUTCDate() !== Number(day.slice(8))) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : (ms as Millis);
}

/** UTC ISO text with milliseconds. */
export function isoOf(ms: Millis): string {
  return new Date(ms).toISOString();
}
