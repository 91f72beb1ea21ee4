import { availableParallelism } from 'node:os';
import type { LabelsKept } from '../model/label.ts';
import { readUnit, type UnitReading } from './read-unit.ts';
import { readUsage, type UsageReading, type UsageUnit } from './read-usage.ts';
import { isLaterThan, ReaderThread } from './reader-thread.ts';
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
 * meanwhile, or here where the work is small. What was not read by `stopAt` is yielded as left.
 */
export async function* readUnits(
  units: readonly WorkUnit[],
  stopAt: number | null,
  labels: LabelsKept,
): AsyncGenerator<UnitReading> {
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const threads = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
  if (threads > 0) yield* readOnThreads(portionsOf(units, PORTION_BYTES), threads, stopAt, labels);
  else {
    const isOver = isLaterThan(stopAt);
    for (const unit of units) yield readUnit(unit, isOver, labels);
  }
}

async function* readOnThreads(
  portions: readonly WorkUnit[][],
  count: number,
  stopAt: number | null,
  labels: LabelsKept,
): AsyncGenerator<UnitReading> {
  const threads = Array.from({ length: count }, () => new ReaderThread());
  const close = () => Promise.all(threads.splice(0).map((thread) => thread.close()));
  const inHand: Promise<UnitReading[]>[] = [];
  try {
    for (let next = 0; ; ) {
      while (next < portions.length && inHand.length < count * IN_HAND) {
        const thread = threads[next % count];
        if (thread !== undefined)
          inHand.push(thread.read({ depth: 'spans', stopAt, units: portions[next] ?? [], labels }));
        next++;
      }
      const first = inHand.shift();
      if (first === undefined) return;
      const readings = await first;
      // What is left to do is writing: the memory of the threads is given back before it.
      if (inHand.length === 0 && next === portions.length) await close();
      yield* readings;
    }
  } finally {
    await close();
  }
}

/** The most sessions of a portion: what was read of them stands in memory. */
const PORTION_SESSIONS = 200;

function portionsOf<U extends { readonly bytes: number }>(units: readonly U[], most: number): U[][] {
  const portions: U[][] = [];
  let bytes = most;
  for (const unit of units) {
    if (bytes >= most || (portions.at(-1)?.length ?? 0) >= PORTION_SESSIONS) {
      portions.push([]);
      bytes = 0;
    }
    portions.at(-1)?.push(unit);
    bytes += unit.bytes;
  }
  return portions;
}

const MOST_READERS = 8;

/** Bytes read for usage at a time, and portions that a thread has in hand: it goes on while this one reads and writes. */
const USAGE_PORTION_BYTES = 1024 * 1024;
const READER_IN_HAND = 32;

/**
 * Reads sessions for their usage and yields what was read, in no order: on as many threads as there are cores, of which
 * this is one. What was not read by `stopAt` is yielded as left.
 */
export async function* readUsages(
  units: readonly UsageUnit[],
  stopAt: number | null,
): AsyncGenerator<readonly UsageReading[]> {
  const portions = portionsOf(units, USAGE_PORTION_BYTES);
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const readers = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism(), MOST_READERS) : 1;
  const threads = Array.from({ length: readers - 1 }, () => new ReaderThread());
  const inHand = threads.map((): Promise<void>[] => []);
  const arrived: UsageReading[][] = [];
  const isOver = isLaterThan(stopAt);
  let next = 0;
  const handOut = () => {
    threads.forEach((thread, index) => {
      const held = inHand[index] ?? [];
      while (held.length < READER_IN_HAND && next < portions.length) {
        const reading = thread.read({ depth: 'usage', stopAt, units: portions[next++] ?? [] }).then((readings) => {
          arrived.push(readings);
          held.splice(held.indexOf(reading), 1);
        });
        reading.catch(() => undefined);
        held.push(reading);
      }
    });
  };
  try {
    for (;;) {
      handOut();
      if (next < portions.length) arrived.push((portions[next++] ?? []).map((unit) => readUsage(unit, isOver)));
      else if (inHand.some((held) => held.length > 0)) await Promise.race(inHand.flat());
      else return yield* arrived;
      // What threads have read arrives between two turns of this one.
      await nextTurn();
      yield* arrived.splice(0);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
