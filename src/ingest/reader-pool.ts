import { availableParallelism } from 'node:os';
import { readUnit, type UnitReading } from './read-unit.ts';
import { ReaderThread } from './reader-thread.ts';
import type { WorkUnit } from './work-to-do.ts';

/** A thread costs its start; less work than this is done without. */
const WORTH_THREADS_BYTES = 24 * 1024 * 1024;

const MOST_THREADS = 3;

/** Bytes handed to a thread at a time. */
const PORTION_BYTES = 2 * 1024 * 1024;

/** Portions that a thread has in hand: it must not wait while a batch is written. */
const IN_HAND = 8;

/** Threads run the compiled code; uncompiled sources are read in this thread. */
const COMPILED = import.meta.url.endsWith('.js');

/**
 * Reads units and yields what was read of them, in their order: on threads of their own, so that this one can write
 * meanwhile, or here where the work is small. Begins nothing further once `isOver`; what was begun is yielded.
 */
export async function* readUnits(units: readonly WorkUnit[], isOver: () => boolean): AsyncGenerator<UnitReading> {
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const threads = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
  if (threads > 0) yield* readOnThreads(portionsOf(units), threads, isOver);
  else {
    for (const unit of units) {
      if (isOver()) return;
      yield readUnit(unit);
    }
  }
}

async function* readOnThreads(
  portions: readonly WorkUnit[][],
  count: number,
  isOver: () => boolean,
): AsyncGenerator<UnitReading> {
  const threads = Array.from({ length: count }, () => new ReaderThread());
  const close = () => Promise.all(threads.splice(0).map((thread) => thread.close()));
  const inHand: Promise<UnitReading[]>[] = [];
  try {
    for (let next = 0; ; ) {
      while (next < portions.length && inHand.length < count * IN_HAND && !isOver()) {
        const thread = threads[next % count];
        if (thread !== undefined) inHand.push(thread.read(portions[next] ?? []));
        next++;
      }
      const first = inHand.shift();
      if (first === undefined) return;
      const readings = await first;
      // What is left to do is writing: the memory of the threads is given back before it.
      if (inHand.length === 0 && (next === portions.length || isOver())) await close();
      yield* readings;
    }
  } finally {
    await close();
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
