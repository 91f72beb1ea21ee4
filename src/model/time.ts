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

/** Characters of an ISO time up to its seconds, and of one with milliseconds, as Claude Code writes it. */
const MINUTE_CHARS = 17;
const ISO_CHARS = 24;

let minute = '';
let minuteStart = 0;

/** As `parseIso`, quicker for a time within the minute of the one before it. */
export function parseNextIso(text: string): Millis | null {
  const seconds = text.length === ISO_CHARS && text.startsWith(minute) ? millisAfterMinute(text) : Number.NaN;
  if (minute !== '' && !Number.isNaN(seconds)) return (minuteStart + seconds) as Millis;
  const at = parseIso(text);
  const after = text.length === ISO_CHARS ? millisAfterMinute(text) : Number.NaN;
  if (at === null || Number.isNaN(after)) return at;
  minute = text.slice(0, MINUTE_CHARS);
  minuteStart = at - after;
  return at;
}

/** Of `2026-01-01T00:00:12.345Z` 12,345; NaN for what is written in any other way. */
function millisAfterMinute(text: string): number {
  if (text[16] !== ':' || text[19] !== '.' || text[23] !== 'Z') return Number.NaN;
  const digit = (at: number) => {
    const value = text.charCodeAt(at) - 0x30;
    return value >= 0 && value <= 9 ? value : Number.NaN;
  };
  const seconds = digit(17) * 10 + digit(18);
  return seconds > 59 ? Number.NaN : seconds * SECOND_MS + digit(20) * 100 + digit(21) * 10 + digit(22);
}

/** UTC ISO text with milliseconds. */
export function isoOf(ms: Millis): string {
  return new Date(ms).toISOString();
}
