import { availableParallelism } from 'node:os';
import type { LabelsKept } from '../model/label.ts';
import { boundHeap } from './bound-heap.ts';
import { readUnit, type UnitReading } from './read-unit.ts';
import { readUsage, type UsageReading, type UsageUnit } from './read-usage.ts';
import { COMPILED, claim, isLaterThan, takeThreads } from './reader-thread.ts';
import type { WorkUnit } from './work-to-do.ts';

/** A thread costs its start; less work than this is done without. */
const WORTH_THREADS_BYTES = 24 * 1024 * 1024;

const MOST_THREADS = 3;

/** Bytes handed to a thread at a time. */
const PORTION_BYTES = 2 * 1024 * 1024;

/** Portions that a thread has in hand: it must not wait while a batch is written. */
const IN_HAND = 8;

/**
 * Reads units and yields what was read of them, in their order: on threads of their own, so that this one can write
 * meanwhile, or here where the work is small or one session is large. What was not read by `stopAt` is yielded as left.
 */
export async function* readUnits(
  units: readonly WorkUnit[],
  stopAt: number | null,
  labels: LabelsKept,
): AsyncGenerator<UnitReading> {
  const bytes = units.reduce((sum, unit) => sum + (isReadHere(unit) ? 0 : unit.bytes), 0);
  const count = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism() - 1, MOST_THREADS) : 0;
  boundHeap();
  const threads = takeThreads(count);
  const close = () => Promise.all(threads.splice(0).map((thread) => thread.close()));
  const isOver = isLaterThan(stopAt);
  const portions = portionsOf(units, PORTION_BYTES);
  const inHand: (Promise<UnitReading[]> | readonly WorkUnit[])[] = [];
  try {
    for (let next = 0; ; ) {
      for (; next < portions.length && inHand.length < Math.max(1, count) * IN_HAND; next++) {
        const portion = portions[next] ?? [];
        const thread = portion.some(isReadHere) ? undefined : threads[next % count];
        inHand.push(thread?.read({ depth: 'spans', stopAt, units: portion, labels }) ?? portion);
      }
      const first = inHand.shift();
      if (first === undefined) return;
      const readings = first instanceof Promise ? await first : null;
      // What is left to do is writing: the memory of the threads is given back before it.
      if (inHand.length === 0 && next === portions.length) await close();
      if (readings !== null) yield* readings;
      else for (const unit of first as readonly WorkUnit[]) yield readUnit(unit, isOver, labels);
    }
  } finally {
    await close();
  }
}

/** What another thread sends stands in memory three times. */
function isReadHere({ bytes }: WorkUnit): boolean {
  return bytes > LARGE_BYTES;
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
const READER_IN_HAND = 64;

/** Some sessions that were read for their usage. */
export interface UsagePortion {
  readonly readings: readonly UsageReading[];
  /** Whether threads have all that is left to read: what is written now is written while they read. */
  readonly isEnding: boolean;
}

/**
 * Reads sessions for their usage and yields what was read, in no order: on as many threads as there are cores, of which
 * this is one. What was not read by `stopAt` is yielded as left.
 */
export async function* readUsages(
  units: readonly UsageUnit[],
  stopAt: number | null,
): AsyncGenerator<UsagePortion, void> {
  const portions = portionsOf(units, USAGE_PORTION_BYTES);
  const bytes = units.reduce((sum, unit) => sum + unit.bytes, 0);
  const readers = COMPILED && bytes >= WORTH_THREADS_BYTES ? Math.min(availableParallelism(), MOST_READERS) : 1;
  boundHeapFor(units);
  const threads = takeThreads(readers - 1);
  const inHand = threads.map(() => 0);
  const claims = new Int32Array(new SharedArrayBuffer(4 * portions.length));
  const arrived: UsageReading[][] = [];
  const waiting = new Set<Promise<void>>();
  const isOver = isLaterThan(stopAt);
  let next = 0;
  const handOut = () => {
    threads.forEach((thread, index) => {
      for (; (inHand[index] ?? 0) < READER_IN_HAND && next < portions.length; next++) {
        inHand[index] = (inHand[index] ?? 0) + 1;
        const portion = { depth: 'usage', stopAt, units: portions[next] ?? [], claims, place: next } as const;
        const reading = thread.read(portion).then((readings) => {
          arrived.push(readings);
          inHand[index] = (inHand[index] ?? 0) - 1;
          waiting.delete(reading);
        });
        reading.catch(() => undefined);
        waiting.add(reading);
      }
    });
  };
  try {
    for (;;) {
      handOut();
      const place = next < portions.length ? next++ : lastUnclaimed(claims);
      if (place >= 0 && claim(claims, place))
        arrived.push((portions[place] ?? []).map((unit) => readUsage(unit, isOver)));
      else if (place < 0 && waiting.size === 0) return;
      else if (place < 0) await Promise.race(waiting);
      // What threads have read arrives between two turns of this one.
      await nextTurn();
      yield { readings: arrived.splice(0).flat(), isEnding: next === portions.length };
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** Of what is in hand of a thread, the last that it has not begun with: this one would have nothing to do but wait for it. */
function lastUnclaimed(claims: Int32Array): number {
  return claims.lastIndexOf(0);
}

/** So many sessions, or a session of so many bytes, are most of what stands in memory. */
const MANY_SESSIONS = 20_000;
const LARGE_BYTES = 24 * 1024 * 1024;

function boundHeapFor(units: readonly { readonly bytes: number }[]): void {
  if (units.length > MANY_SESSIONS || units.some(({ bytes }) => bytes > LARGE_BYTES)) boundHeap();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
