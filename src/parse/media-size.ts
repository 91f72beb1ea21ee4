import { imageSize } from 'image-size';
import type { MediaFacts } from '../model/media-facts.ts';
import type { LineScanner } from './line-scanner.ts';
import { eachMember } from './read-member.ts';

/** Bytes of an image as written that are looked at for its width and height. */
const HEAD_BYTES = 128 * 1024;

/** An image or a document: bytes of it as written, and pixels of an image; 0 where they are not to be seen. */
export interface MediaSize {
  readonly bytes: number;
  readonly pixels: number;
}

export const NO_MEDIA: MediaSize = { bytes: 0, pixels: 0 };

/** Reads the `source` that is next. */
export function readMediaSize(scan: LineScanner): MediaSize {
  const start = scan.position();
  let pixels = 0;
  eachMember(scan, (key) => {
    const data = key === 'data' ? scan.stringPlace() : null;
    if (data !== null) pixels = pixelsOf(scan.textOf(data, HEAD_BYTES));
    else if (key !== 'data') scan.skip();
  });
  return { bytes: scan.position() - start, pixels };
}

/** Reads the base64 text that is next. */
export function readBase64Size(scan: LineScanner): MediaSize {
  const start = scan.position();
  const data = scan.stringPlace();
  return { bytes: scan.position() - start, pixels: data === null ? 0 : pixelsOf(scan.textOf(data, HEAD_BYTES)) };
}

export function addMedia(a: MediaSize, b: MediaSize): MediaSize {
  return { bytes: a.bytes + b.bytes, pixels: a.pixels + b.pixels };
}

/** As records keep it. */
export function mediaFacts({ bytes, pixels }: MediaSize): MediaFacts {
  return { mediaBytes: bytes || null, mediaPixels: pixels || null };
}

/** Pixels of an image in base64; 0 for what is none, or of a kind that is not known. */
function pixelsOf(base64: string): number {
  try {
    // A copy of its own: within the memory that small buffers share, image-size would read on behind a cut image.
    const { width, height } = imageSize(new Uint8Array(Buffer.from(base64, 'base64')));
    return width * height;
  } catch (error) {
    // Bytes that it cannot make out: a document, a cut image.
    if (!(error instanceof Error)) throw error;
    return 0;
  }
}
