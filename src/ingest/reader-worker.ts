import { parentPort } from 'node:worker_threads';
import { type Portion, readPortion } from './reader-thread.ts';

parentPort?.on('message', (portion: Portion) => {
  parentPort?.postMessage(readPortion(portion));
});
