import { Worker } from 'node:worker_threads';
import type { LabelsKept } from '../model/label.ts';
import { OWN_FOLDER } from '../model/own-folder.ts';
import { readUnit, type UnitReading } from './read-unit.ts';
import { readUsage, type UsageReading, type UsageUnit } from './read-usage.ts';
import type { WorkUnit } from './work-to-do.ts';

/** Sessions that are read one after the other, until it is later than `stopAt`: whole, or for their usage. */
export type Portion = { readonly stopAt: number | null } & (
  | { readonly depth: 'spans'; readonly units: readonly WorkUnit[]; readonly labels: LabelsKept }
  | { readonly depth: 'usage'; readonly units: readonly UsageUnit[] }
);

/** Whether it is later than `stopAt`, in milliseconds since the epoch by a clock that is never set; null: never. */
export function isLaterThan(stopAt: number | null): () => boolean {
  return () => stopAt !== null && performance.timeOrigin + performance.now() >= stopAt;
}

/** What was read of a portion's sessions. */
export type PortionReading<P extends Portion> = P extends { readonly depth: 'spans' } ? UnitReading[] : UsageReading[];

/** Room for what one portion leaves behind: less of it is copied about before it is gone. */
const YOUNG_MB = 16;

/** Reads a portion, on whichever thread this is called. */
export function readPortion(portion: Portion): UnitReading[] | UsageReading[] {
  const isOver = isLaterThan(portion.stopAt);
  return portion.depth === 'spans'
    ? portion.units.map((unit) => readUnit(unit, isOver, portion.labels))
    : portion.units.map((unit) => readUsage(unit, isOver));
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

  constructor() {
    this.worker.on('message', (readings: unknown) => this.waiting.shift()?.resolve(readings));
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
  }

  /** Resolves when the portion has been read; rejects when the thread fails. */
  read<P extends Portion>(portion: P): Promise<PortionReading<P>> {
    const reading = new Promise<PortionReading<P>>((resolve, reject) => {
      this.waiting.push({ resolve: (readings) => resolve(readings as PortionReading<P>), reject });
    });
    // A failure is thrown where the reading is awaited; until then it must not count as unhandled.
    reading.catch(() => undefined);
    this.worker.postMessage(portion);
    return reading;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
