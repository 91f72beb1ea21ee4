import type { MediaFacts } from '../model/media-facts.ts';

/** Visible text enters at 2.1 to 2.8 characters a token (insight.md section 1, measured on public transcripts). */
const CHARS_PER_TOKEN = 2.5;

/** An image costs by its area, up to what the API makes it smaller for. */
const PIXELS_PER_TOKEN = 750;
const LEAST_MEDIA_TOKENS = 85;
const MOST_MEDIA_TOKENS = 4800;

/** Where the area is not known: what is written tells a little of it. Nobody measured this. */
const MEDIA_BYTES_PER_TOKEN = 400;

/** About how many tokens a text has; only ever used to divide a measured sum. */
export function estimatedTokens(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

/** The same for images and documents; 0 without any. */
export function estimatedMediaTokens({ mediaBytes, mediaPixels }: MediaFacts): number {
  if (mediaBytes === null || mediaBytes === 0) return 0;
  const tokens = mediaPixels === null ? mediaBytes / MEDIA_BYTES_PER_TOKEN : mediaPixels / PIXELS_PER_TOKEN;
  return Math.min(MOST_MEDIA_TOKENS, Math.max(LEAST_MEDIA_TOKENS, Math.round(tokens)));
}
