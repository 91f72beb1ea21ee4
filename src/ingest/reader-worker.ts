import { parentPort } from 'node:worker_threads';
import { readUnit, type UnitReading } from './read-unit.ts';
import { readUsage, type UsageReading } from './read-usage.ts';
import { claim, isLaterThan, type Portion } from './reader-thread.ts';

/** Reads a portion, on whichever thread this is called; nothing of one that another thread has claimed. */
export function readPortion(portion: Portion): UnitReading[] | UsageReading[] {
  const isOver = isLaterThan(portion.stopAt);
  if (portion.depth === 'spans') return portion.units.map((unit) => readUnit(unit, isOver, portion.labels));
  return claim(portion.claims, portion.place) ? portion.units.map((unit) => readUsage(unit, isOver)) : [];
}

parentPort?.on('message', (portion: Portion) => {
  parentPort?.postMessage(readPortion(portion));
});
