import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { readUnit, type UnitReading } from './read-unit.ts';
import type { WorkUnit } from './work-to-do.ts';

/** Threads cost their start; less work than this is done without. */
const WORTH_THREADS_BYTES = 24 * 1024 * 1024;

/** Bytes handed to a thread at a time. */
const PORTION_BYTES = 2 * 1024 * 1024;

/** Portions that a thread has in hand, so that it never waits. */
const IN_HAND = 8;

const MOST_THREADS = 3;

/** The worker's code, once compiled; sources are read in this thread alone. */
const ENTRY = new URL('./reader-worker.js', import.meta.url);
const COMPILED = import.meta.url.endsWith('.js');

/**
 * Reads units and yields what was read of them: on threads of their own, so that this one can write meanwhile, or here
 * where the work is small. Begins no further portion once `isOver`; what was begun is finished and yielded.
 */
export async function* readUnits(units: readonly WorkUnit[], isOver: () => boolean): AsyncGenerator<UnitReading> {
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const threads = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
  if (threads === 0) {
    for (const unit of units) {
      if (isOver()) return;
      yield readUnit(unit);
    }
    return;
  }
  const pool = new ReaderPool(threads);
  try {
    const portions = portionsOf(units);
    for (let next = 0; next < portions.length || pool.busy; ) {
      while (next < portions.length && pool.hasRoom && !isOver()) pool.take(portions[next++] ?? []);
      if (!pool.busy) return;
      yield* await pool.arrivals();
    }
  } finally {
    await pool.close();
  }
}

function portionsOf(units: readonly WorkUnit[]): WorkUnit[][] {
  const portions: WorkUnit[][] = [];
  let bytes = PORTION_BYTES;
  for (const unit of units) {
    if (bytes >= PORTION_BYTES) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(unit);
    bytes += unit.bytes;
  }
  return portions;
}

/** Threads that read portions; a thread that fails fails the reading. */
class ReaderPool {
  readonly #workers: { readonly worker: Worker; inHand: number }[];
  readonly #arrived: UnitReading[][] = [];
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  constructor(threads: number) {
    this.#workers = Array.from({ length: threads }, () => {
      const member = { worker: new Worker(ENTRY), inHand: 0 };
      member.worker.on('message', (readings: UnitReading[]) => {
        member.inHand--;
        this.#arrived.push(readings);
        this.#wake?.();
      });
      member.worker.on('error', (error) => {
        this.#failure = error instanceof Error ? error : new Error(String(error));
        this.#wake?.();
      });
      return member;
    });
  }

  get busy(): boolean {
    return this.#arrived.length > 0 || this.#workers.some((member) => member.inHand > 0);
  }

  get hasRoom(): boolean {
    return this.#workers.some((member) => member.inHand < IN_HAND);
  }

  take(portion: readonly WorkUnit[]): void {
    const member = this.#workers.reduce((a, b) => (b.inHand < a.inHand ? b : a));
    member.inHand++;
    member.worker.postMessage(portion);
  }

  /** What has arrived, waiting for something if there is nothing yet. */
  async arrivals(): Promise<UnitReading[]> {
    if (this.#arrived.length === 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
    return this.#arrived.splice(0).flat();
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((member) => member.worker.terminate()));
  }
}
