import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { LabelsKept } from '../model/label.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import type { UnitReading } from './read-unit.ts';
import type { UsageReading, UsageUnit } from './read-usage.ts';
import type { WorkUnit } from './work-to-do.ts';

/** Threads run the compiled code; uncompiled sources are read in the thread that asks. */
export const COMPILED = import.meta.url.endsWith('.js');

/** Sessions that are read one after the other, until it is later than `stopAt`: whole, or for their usage. */
export type Portion = { readonly stopAt: number | null } & (
  | { readonly depth: 'spans'; readonly units: readonly WorkUnit[]; readonly labels: LabelsKept }
  | {
      readonly depth: 'usage';
      readonly units: readonly UsageUnit[];
      /** Shared between threads: whether the portion at a place was begun with. */
      readonly claims: Int32Array;
      readonly place: number;
    }
);

/** Whether it is later than `stopAt`, in milliseconds since the epoch by a clock that is never set; null: never. */
export function isLaterThan(stopAt: number | null): () => boolean {
  return () => stopAt !== null && performance.timeOrigin + performance.now() >= stopAt;
}

/** What was read of a portion's sessions. */
export type PortionReading<P extends Portion> = P extends { readonly depth: 'spans' } ? UnitReading[] : UsageReading[];

/** Room for what one portion leaves behind: less of it is copied about before it is gone. */
const YOUNG_MB = 16;

/** Takes a portion, for whichever thread asks first; false where another one has it. */
export function claim(claims: Int32Array, place: number): boolean {
  return Atomics.exchange(claims, place, 1) === 0;
}

/** A thread that reads portions of work, one after the other. */
export class ReaderThread {
  private readonly worker = new Worker(new URL('dist/ingest/reader-worker.js', OWN_FOLDER), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  private readonly waiting: {
    readonly resolve: (readings: unknown) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];
  private failure: unknown = null;

  constructor() {
    this.worker.on('message', (readings: unknown) => this.waiting.shift()?.resolve(readings));
    this.worker.on('error', (error) => {
      this.failure = error;
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
    // While nothing is waited for, the process may end.
    this.worker.unref();
  }

  /** Resolves when the portion has been read; rejects when the thread fails. */
  read<P extends Portion>(portion: P): Promise<PortionReading<P>> {
    const reading = new Promise<PortionReading<P>>((resolve, reject) => {
      this.waiting.push({ resolve: (readings) => resolve(readings as PortionReading<P>), reject });
      if (this.failure !== null) reject(this.failure);
    });
    // A failure is thrown where the reading is awaited; until then it must not count as unhandled.
    reading.catch(() => undefined);
    this.worker.ref();
    this.worker.postMessage(portion);
    return reading;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}

/** A thread that was started before it was known what there is to read. */
let early: ReaderThread | undefined;

/** Starts a thread for what is about to be found: until it runs, other things can be done. */
export function startEarly(): void {
  if (COMPILED && availableParallelism() > 1) early ??= new ReaderThread();
}

/** Some threads, the early one among them; where none is needed, it ends. */
export function takeThreads(count: number): ReaderThread[] {
  if (count === 0) early?.close();
  const threads = Array.from({ length: count }, (_, place) => (place === 0 && early) || new ReaderThread());
  early = undefined;
  return threads;
}
