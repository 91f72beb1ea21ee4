import type { Readable } from 'node:stream';

/** What came on a stream that nobody promises to end, or to keep short. */
export interface BoundedText {
  readonly text: string;
  /** Why reading stopped: the stream ended, the text was enough, or a limit was met. */
  readonly stopped: 'end' | 'enough' | 'too-much' | 'too-late';
}

export interface Bounds {
  readonly mostBytes: number;
  readonly waitMs: number;
  /** Asked after every piece that ends with a brace: whether what is there is all that is wanted. */
  readonly isEnough: (text: string) => boolean;
}

/** Reads text until it ends, is enough, or a limit is met; a stream that fails has ended. The stream is closed then. */
export function readBounded(stream: Readable, { mostBytes, waitMs, isEnough }: Bounds): Promise<BoundedText> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const textSoFar = () => Buffer.concat(chunks).toString('utf8');
    const stop = (stopped: BoundedText['stopped']) => {
      clearTimeout(timer);
      stream.off('data', take).destroy();
      resolve({ text: textSoFar(), stopped });
    };
    const take = (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > mostBytes) return stop('too-much');
      chunks.push(chunk);
      if (endsWithBrace(chunk) && isEnough(textSoFar())) stop('enough');
    };
    const timer = setTimeout(() => stop('too-late'), waitMs);
    stream
      .on('data', take)
      .once('end', () => stop('end'))
      .once('error', () => stop('end'));
  });
}

function endsWithBrace(chunk: Buffer): boolean {
  let at = chunk.length - 1;
  while (at >= 0 && (chunk[at] ?? 0) <= 0x20) at--;
  return chunk[at] === 0x7d;
}
