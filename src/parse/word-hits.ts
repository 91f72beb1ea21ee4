/**
 * Where the next of a word stands in what is being read of a file, line after line: it is looked for once, whichever lines it
 * is asked of.
 */
export class WordHits {
  private readonly word: string;
  private bytes: Buffer | null = null;
  /** As much of them as was read of the file. */
  private read: Buffer = Buffer.alloc(0);
  private from = 0;
  private next = 0;

  /** `word` is of ASCII. */
  constructor(word: string) {
    this.word = word;
  }

  /** Where the word begins for the first time in `bytes[start, end)`, a line as `OnLine` takes it; -1 where it does not. */
  in(bytes: Buffer, start: number, end: number, filled: number): number {
    // A buffer that is filled anew begins with another line, at its head.
    const isAnew = bytes !== this.bytes || start < this.from || filled !== this.read.length;
    if (isAnew) {
      this.bytes = bytes;
      this.read = bytes.subarray(0, filled);
    }
    if (isAnew || this.next < start) {
      const found = this.read.indexOf(this.word, start, 'latin1');
      this.next = found < 0 ? filled : found;
    }
    this.from = end;
    return this.next < end ? this.next : -1;
  }
}
