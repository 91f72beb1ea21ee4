import { setFlagsFromString } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import type { WorkUnit } from './work-to-do.ts';

// Left to itself, V8 spends a fifth of the time on compiling ever larger functions out of small ones.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=300');
const { readUnit } = await import('./read-unit.ts');

parentPort?.on('message', (portion: readonly WorkUnit[]) => {
  parentPort?.postMessage(portion.map(readUnit));
});
