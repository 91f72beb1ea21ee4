import { Worker } from 'node:worker_threads';
import { OWN_FOLDER } from '../model/own-folder.ts';
import type { UnitReading } from './read-unit.ts';
import type { WorkUnit } from './work-to-do.ts';

/** Room for what one portion leaves behind: less of it is copied about before it is gone. */
const YOUNG_MB = 16;

/** A thread that reads portions of work, one after the other. */
export class ReaderThread {
  private readonly worker = new Worker(new URL('dist/ingest/reader-worker.js', OWN_FOLDER), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  private readonly waiting: {
    readonly resolve: (readings: UnitReading[]) => void;
    readonly reject: (error: unknown) => void;
  }[] = [];

  constructor() {
    this.worker.on('message', (readings: UnitReading[]) => this.waiting.shift()?.resolve(readings));
    this.worker.on('error', (error) => {
      for (const { reject } of this.waiting.splice(0)) reject(error);
    });
  }

  /** Resolves when the portion has been read; rejects when the thread fails. */
  read(portion: readonly WorkUnit[]): Promise<UnitReading[]> {
    const reading = new Promise<UnitReading[]>((resolve, reject) => this.waiting.push({ resolve, reject }));
    // A failure is thrown where the reading is awaited; until then it must not count as unhandled.
    reading.catch(() => undefined);
    this.worker.postMessage(portion);
    return reading;
  }

  async close(): Promise<void> {
    await this.worker.terminate();
  }
}
