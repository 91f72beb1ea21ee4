/** Images and documents of a message, by size. */
export interface MediaFacts {
  /** Bytes of them as written; null without any. */
  readonly mediaBytes: number | null;
  /** Pixels of the images; null where they are not known. */
  readonly mediaPixels: number | null;
}
