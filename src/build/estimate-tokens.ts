/** Visible text enters at 2.1 to 2.8 characters a token (insight.md section 1, measured on public transcripts). */
const CHARS_PER_TOKEN = 2.5;

/**
 * An image costs by its area, of which its size as written tells a little. Nobody measured these: they only divide a
 * measured growth between an image and the texts that entered with it.
 */
const MEDIA_BYTES_PER_TOKEN = 400;
const LEAST_MEDIA_TOKENS = 85;
const MOST_MEDIA_TOKENS = 4800;

/** About how many tokens a text has; only ever used to divide a measured sum. */
export function estimatedTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

/** The same for images and documents of so many bytes as written; 0 without any. */
export function estimatedMediaTokens(bytes: number | null): number {
  if (bytes === null || bytes === 0) return 0;
  return Math.min(MOST_MEDIA_TOKENS, Math.max(LEAST_MEDIA_TOKENS, Math.round(bytes / MEDIA_BYTES_PER_TOKEN)));
}
