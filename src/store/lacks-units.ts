import type { Store } from './open-store.ts';

/** Whether an earlier version of tj wrote sessions whose units are still to be kept. */
export function lacksUnits(store: Store): boolean {
  return store.prepare<[], number>('SELECT EXISTS (SELECT 1 FROM unkept_units)').pluck().get() === 1;
}
