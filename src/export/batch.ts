import { OTLP_REQUEST } from '../render/otlp.ts';

/** Limits of one request. */
const MOST_SPANS = 2000;
export const MOST_BYTES = 4 * 1024 * 1024;

/** A session of which spans are in batches. */
export interface Open {
  readonly sessionId: string;
  readonly state: string;
  readonly revision: number;
  readonly resource: string;
  /** Spans in batches of which it is not known yet what became of them. */
  waiting: number;
  isRead: boolean;
  /** False where something was neither taken nor refused. */
  isWhole: boolean;
  /** Spans that the receiver will not take, and what it said. */
  refused: number;
  reason: string;
}

/** A span in a batch. */
export interface Entry {
  readonly open: Open;
  readonly id: string;
  readonly version: string;
}

/**
 * A request that is being filled, as bytes: millions of texts that live until theirs is sent would be more than a hundred
 * megabytes of memory.
 */
export class Batch {
  readonly entries: Entry[] = [];
  readonly bytes: Buffer;
  readonly #scope: string;
  /** Where each entry begins, without what stands between entries, and ends. */
  readonly #begins: number[] = [];
  readonly #ends: number[] = [];

  constructor(bytes: Buffer, scope: string) {
    this.bytes = bytes;
    this.#scope = scope;
  }

  /** False where there is no room for it. */
  add(entry: Entry, text: string): boolean {
    const { length } = this.entries;
    const before = this.#before(entry.open);
    const begin = (this.#ends[length - 1] ?? 0) + Buffer.byteLength(before);
    const end = begin + Buffer.byteLength(text);
    const isFull = length === MOST_SPANS || end + END.length > MOST_BYTES;
    if (isFull && length > 0) return false;
    this.bytes.write(before, begin - Buffer.byteLength(before));
    this.bytes.write(text, begin);
    this.#begins.push(begin);
    this.#ends.push(end);
    this.entries.push(entry);
    return true;
  }

  /** A request with these entries. */
  body(from: number, to: number): Buffer {
    const [first, end = 0] = [this.entries[from], this.#ends[to - 1]];
    const isAll = from === 0 && to === this.entries.length;
    if (isAll || first === undefined) return this.bytes.subarray(0, end + this.bytes.write(END, end));
    const begin = Buffer.from(OTLP_REQUEST.begin + this.#beginOf(first.open));
    return Buffer.concat([begin, this.bytes.subarray(this.#begins[from], end), Buffer.from(END)]);
  }

  /**
   * Where to divide entries, next to their middle: between two sessions, or, where it is for their size, anywhere. Null
   * where nothing is left to divide.
   */
  middle(from: number, to: number, anywhere: boolean): number | null {
    const half = (from + to) / 2;
    let best: number | null = null;
    for (let at = from + 1; at < to; at++) {
      const isBorder = anywhere || this.entries[at]?.open !== this.entries[at - 1]?.open;
      if (isBorder && (best === null || Math.abs(at - half) < Math.abs(best - half))) best = at;
    }
    return best;
  }

  #before(open: Open): string {
    const last = this.entries.at(-1)?.open;
    if (last === undefined) return OTLP_REQUEST.begin + this.#beginOf(open);
    return last.resource === open.resource ? ',' : `${OTLP_REQUEST.endResource},${this.#beginOf(open)}`;
  }

  #beginOf({ resource }: Open): string {
    return OTLP_REQUEST.beginResource(resource, this.#scope);
  }
}

const END = OTLP_REQUEST.endResource + OTLP_REQUEST.end;
