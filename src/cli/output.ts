import { writeSync } from 'node:fs';
import { UserError } from '../model/errors.ts';
import { shownText } from '../model/escaped.ts';
import { jsonText } from '../render/json-text.ts';

/** What is held back for a pager; null where it is written at once. */
let held: string[] | null = null;

/** Whether what is printed has colours or links of ours. */
let isPainted = false;

/** From now on what is printed may have colours and links: whatever else looks like them has been taken out of it. */
export function printPainted(): void {
  isPainted = true;
}

/** From now on what is printed is kept until `releaseOutput`. */
export function holdOutput(): void {
  held ??= [];
}

/** What was kept; from now on what is printed is written at once. */
export function releaseOutput(): string {
  const text = held?.join('') ?? '';
  held = null;
  return text;
}

/**
 * Writes to standard output; a reader that went away (`tj usage | head -1`) is no error. `UserError` where it cannot be
 * written.
 */
export function print(text: string): void {
  put(shownText(text, isPainted));
}

function put(text: string): void {
  if (held === null) writeAll(1, text);
  else held.push(text);
}

/** Writes at once; false where the reader went away, so that nothing further is worth writing. */
export function printWhileRead(text: string): boolean {
  return writeAll(1, text);
}

/** The same for bytes. */
export function printBytes(bytes: Uint8Array): void {
  writeAll(1, bytes);
}

/** Writes a note or an error to standard error. */
export function printError(text: string): void {
  writeAll(2, shownText(text, false));
}

/** Has a terminal do something, such as take a line away. What stands between the codes went through `shownText`. */
export function printControl(stream: 'stdout' | 'stderr', codes: string): void {
  writeAll(stream === 'stdout' ? 1 : 2, codes);
}

/** One JSON document. */
export function printJson(document: object): void {
  put(`${jsonText(document, 2)}\n`);
}

/** Synchronous and complete, also into a pipe, so that nothing is cut off when the process ends. */
function writeAll(fd: 1 | 2, content: string | Uint8Array): boolean {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'EPIPE') return false;
      if (code !== 'EAGAIN')
        throw fd === 1 ? new UserError('no-output', `cannot write the answer (${code})`, 1) : error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
  return true;
}
