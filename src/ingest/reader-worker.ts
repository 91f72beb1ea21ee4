import { parentPort } from 'node:worker_threads';
import { readUnit } from './read-unit.ts';
import type { WorkUnit } from './work-to-do.ts';

parentPort?.on('message', (portion: readonly WorkUnit[]) => {
  parentPort?.postMessage(portion.map(readUnit));
});
