import { contentHash } from '../model/content-hash.ts';
import type { StringPlace, TextSource } from './json-scanner.ts';

/** Bytes of each text that the hash covers; the length of all counts as well. */
const HASHED_BYTES = 4096;

/** Hash that ties equal prompts together: of the trimmed beginning and, for a long one, the number of characters. */
export function promptHash(scan: TextSource, places: readonly StringPlace[]): string {
  const chars = places.reduce((sum, place) => sum + place.chars, 0);
  const text = places
    .map((place) => scan.textOf(place, HASHED_BYTES))
    .join('\n')
    .trim();
  return contentHash(chars > HASHED_BYTES ? `${text}\n${chars}` : text);
}
