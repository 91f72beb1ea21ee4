const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** A line that is longer than whoever reads it allows. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/**
 * The lines of a stream, which need be no file, without what ends them. A last one without newline counts as one. Throws
 * `LineTooLong`, and what the stream throws.
 */
export async function* streamedLines(
  chunks: AsyncIterable<Buffer>,
  mostBytes: number,
): AsyncGenerator<Buffer, undefined> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      yield lineOf([...held, chunk.subarray(start, end)]);
      held = [];
      bytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) held.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > mostBytes) throw new LineTooLong(`longer than ${mostBytes} bytes`);
  }
  if (held.length > 0) yield lineOf(held);
}

function lineOf(parts: readonly Buffer[]): Buffer {
  const line = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
